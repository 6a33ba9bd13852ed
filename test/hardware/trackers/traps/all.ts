import { EYETRIBE_TRAPS } from './eyeTribe.ts';
import { GAZEPOINT_TRAPS } from './gazepoint.ts';
import { PUPIL_TRAPS } from './pupilCore.ts';
import type { Trap } from './trap.ts';
import { UDP_TRAPS } from './udp.ts';

export const ALL_TRAPS: readonly Trap[] = [
  ...GAZEPOINT_TRAPS,
  ...PUPIL_TRAPS,
  ...EYETRIBE_TRAPS,
  ...UDP_TRAPS,
];
