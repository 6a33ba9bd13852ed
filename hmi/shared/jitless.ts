import { z } from 'zod';

// The gateway sends a Content-Security-Policy without 'unsafe-eval'; zod would probe for a compiler and be blocked
// (reference/stack.md §4.2). Import this module before any that makes a schema.
z.config({ jitless: true });
