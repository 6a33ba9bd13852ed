import type { z } from 'zod';

const MAX_LENGTH = 160;

/**
 * The first wrong field of a value that a schema refused, as one short line such as `value: Invalid input: expected
 * number, received string`. At most 160 characters, however long the names in the input were.
 */
export function firstWrongField(error: z.ZodError): string {
  const issue = error.issues[0];
  if (!issue) return 'unknown';
  const path = issue.path.map(String).join('.');
  const line = path ? `${path}: ${issue.message}` : issue.message;
  return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH - 1)}…` : line;
}
