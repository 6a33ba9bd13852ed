/** Control runs at 100 Hz (DESIGN 'Numbers to hold'). */
export const TICK_MS = 10;
