import { constants, setPriority } from 'node:os';

/**
 * Asks the system to run this process before others. Returns why it would not, in words, or undefined: without the permission
 * control still works, and a late tick is noticed as one.
 */
export function runBeforeOthers(): string | undefined {
  try {
    setPriority(constants.priority.PRIORITY_HIGH);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
