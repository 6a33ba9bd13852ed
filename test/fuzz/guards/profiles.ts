import { type ProfileInForce, putInForce } from '../../../controller/control/profileInForce.ts';
import {
  DEFAULT_PARAMETERS,
  findParameterProblem,
  PARAMETERS,
  type ParameterId,
  type ParameterValues,
} from '../../../protocol/parameters.ts';
import { DEFAULT_PROFILE } from '../../../protocol/profile.ts';
import { type Random, randomInteger } from '../../../sim/random.ts';

/** What the guards judge by; every other parameter keeps its default. */
const FREE = [
  'yawHardDeg',
  'flexionHardDeg',
  'extensionHardDeg',
  'rollHardDeg',
  'yawSpeedDegPerS',
  'pitchSpeedDegPerS',
  'rollSpeedDegPerS',
] as const satisfies readonly ParameterId[];
const SOFT_OF = [
  ['yawSoftDeg', 'yawHardDeg'],
  ['gazeYawDeg', 'yawHardDeg'],
  ['flexionSoftDeg', 'flexionHardDeg'],
  ['extensionSoftDeg', 'extensionHardDeg'],
  ['rollSoftDeg', 'rollHardDeg'],
] as const satisfies readonly (readonly [ParameterId, ParameterId])[];

/** Any profile that the controller would take: inside the absolute or the recommended bounds, often at their ends. */
export function randomParameters(random: Random): ParameterValues {
  const bounds = random() < 0.5 ? 'absolute' : 'recommended';
  const values: Record<ParameterId, number> = { ...DEFAULT_PARAMETERS };
  for (const id of FREE) {
    const { min, max } = PARAMETERS[id][bounds];
    const isAtEnd = random() < 0.25;
    values[id] = isAtEnd ? (random() < 0.5 ? min : max) : min + randomInteger(random, max - min + 1);
  }
  for (const [soft, hard] of SOFT_OF) values[soft] = Math.min(values[soft], values[hard]);
  const problem = findParameterProblem(values);
  if (problem) throw new Error(`not a valid profile: ${JSON.stringify(problem)}`);
  return values;
}

/** Limits, envelope and kinematics as the controller derives them when the profile comes into force. */
export function forceOf(parameters: ParameterValues): ProfileInForce {
  return putInForce({ ...DEFAULT_PROFILE, parameters }, null);
}
