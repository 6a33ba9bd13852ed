import {
  assessFlags,
  type FailsafeState,
  type Flags,
  HEALTHY,
  NO_FAULTS,
} from '../../../controller/safety/faultState.ts';
import type { FaultId } from '../../../protocol/faults.ts';
import { DEFAULT_PARAMETERS } from '../../../protocol/parameters.ts';
import { ruleGraceMs } from './ruleRows.ts';

/** The flags with these raised and all others healthy. */
export function raised(...ids: readonly FaultId[]): Flags {
  return { ...HEALTHY, ...Object.fromEntries(ids.map((id) => [id, true])) };
}

/** The faults after these flags, each at its time, under the default parameters. */
export function assessed(
  from: FailsafeState,
  ...moments: readonly (readonly [nowMs: number, flags: Flags])[]
): FailsafeState {
  return moments.reduce(
    (state, [nowMs, flags]) => assessFlags(state, flags, DEFAULT_PARAMETERS, nowMs),
    from,
  );
}

/** A fault that has outlasted its grace, at 100,000 ms. */
export const ACTING_AT_MS = 100_000;
export function acting(...ids: readonly FaultId[]): FailsafeState {
  return assessed(NO_FAULTS, [0, raised(...ids)], [ACTING_AT_MS, raised(...ids)]);
}

/** On which side of its grace a fault stands; 'before' is 1 ms before its end. */
export type GraceClass = 'before' | 'after';

/** Two faults at one moment, each on its side of its grace. */
export function pairAt(
  [a, classOfA]: readonly [FaultId, GraceClass],
  [b, classOfB]: readonly [FaultId, GraceClass],
): FailsafeState {
  const sinceMs = (id: FaultId, graceClass: GraceClass) =>
    ACTING_AT_MS - ruleGraceMs(id, DEFAULT_PARAMETERS) + (graceClass === 'before' ? 1 : 0);
  const aSinceMs = sinceMs(a, classOfA);
  const bSinceMs = sinceMs(b, classOfB);
  const times = [...new Set([aSinceMs, bSinceMs, ACTING_AT_MS])].sort((x, y) => x - y);
  return assessed(
    NO_FAULTS,
    ...times.map(
      (atMs) => [atMs, raised(...(atMs >= aSinceMs ? [a] : []), ...(atMs >= bSinceMs ? [b] : []))] as const,
    ),
  );
}
