import { describe, it } from 'vitest';
import { ALL_TRAPS } from './traps/all.ts';
import { prove } from './traps/trap.ts';

// They wait for sockets, not for the processor: side by side they take as long as the longest.
describe.concurrent('what goes wrong in the field, over a real socket', () => {
  for (const trap of ALL_TRAPS) {
    it(`${trap.tracker}: ${trap.trap}: ${trap.behaviour}`, () => prove(trap));
  }
});
