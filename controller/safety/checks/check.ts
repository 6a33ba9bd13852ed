import type { FaultId } from '../../../protocol/faults.ts';
import type { Observation } from '../observation.ts';

/**
 * One flag of `protocol/faults.ts`: whether it is raised in what one tick observed. Pure; false = healthy. Comparisons are
 * written so that NaN raises. How long a flag must stand before it acts is its row's grace (`failsafe.ts`).
 */
export interface Check {
  readonly id: FaultId;
  isRaised(observation: Observation): boolean;
}
