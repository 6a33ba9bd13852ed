import { assess } from '../../../controller/safety/checks/all.ts';
import { envelopeOf } from '../../../controller/safety/envelope.ts';
import type {
  Observation,
  ObservedBrace,
  ObservedGaze,
  ObservedHead,
  ObservedProfile,
} from '../../../controller/safety/observation.ts';
import { FAULT_IDS, type FaultId } from '../../../protocol/faults.ts';
import { DEFAULT_PARAMETERS } from '../../../protocol/parameters.ts';
import type { Pose } from '../../../protocol/pose.ts';

export const at = (yawDeg: number, pitchDeg = 0, rollDeg = 0): Pose => ({ yawDeg, pitchDeg, rollDeg });
export const STRAIGHT = at(0);

const BRACE: ObservedBrace = {
  isPowered: true,
  isLatched: false,
  isStopPressed: false,
  hasOurLimits: true,
  firmware: 'ours',
  refusedForMs: 5000,
};
const HEAD: ObservedHead = {
  measured: at(9, 3, -1),
  commanded: at(10, 3, -1),
  measuredRateDegPerS: at(20),
  commandedRates: { min: at(18), max: at(22) },
  tiltOffForMs: undefined,
  servoErrorDeg: [1, -1, 0.5],
  servoRateDegPerS: { measured: [20, 18, -15], commanded: [21, 19, -16] },
};
const PROFILE: ObservedProfile = {
  wearer: 'patient',
  isSaved: true,
  isApproved: true,
  isExpired: false,
  fitsBrace: true,
};
const GAZE: ObservedGaze = { condition: 'valid', reportedForMs: 20 };

/** A patient's head on its way under a live lease, everything fitted and everything well. */
export const WELL: Observation = {
  nowMs: 100_000,
  latenessMs: 2,
  state: 'engaged',
  reason: 'moving',
  permission: 'move',
  isMoving: true,
  isSafetyLatched: false,
  parameters: DEFAULT_PARAMETERS,
  envelope: envelopeOf(DEFAULT_PARAMETERS),
  profile: PROFILE,
  isProfileUnusable: false,
  isChangePending: false,
  isLineOpen: true,
  isBenchBoard: false,
  incidents: new Set(),
  unechoedForMs: 10,
  badStatusCount: 0,
  brace: BRACE,
  head: HEAD,
  headImu: { kind: 'known', pose: at(8, 3, 0), rateDegPerS: 21 },
  trunkImu: { kind: 'known', accelerationG: 0.02, tiltChangeDeg: 1 },
  load: { neckMomentHigh: false, neckMomentExcessive: false, flexionLong: false, flexionOverLimit: false },
  supplyVolts: 12,
  servoTemperaturesC: [35, 36],
  samePositionForMs: 1000,
  isOscillating: false,
  isGatewayConnected: true,
  pageProvenForMs: 60,
  hasForeignPage: false,
  secondCommanderForMs: 60_000,
  isIntentLive: true,
  gaze: GAZE,
  hasUnseenCrash: false,
};

type Nested = 'brace' | 'head' | 'profile' | 'gaze' | 'load';
export type Change = Partial<Omit<Observation, Nested>> & {
  readonly brace?: Partial<ObservedBrace> | undefined;
  readonly head?: Partial<ObservedHead>;
  readonly profile?: Partial<ObservedProfile> | undefined;
  readonly gaze?: Partial<ObservedGaze>;
  readonly load?: Partial<Observation['load']>;
};

/** All well but for this. */
export function observed(change: Change): Observation {
  return {
    ...WELL,
    ...change,
    brace: 'brace' in change && !change.brace ? undefined : { ...BRACE, ...change.brace },
    profile: 'profile' in change && !change.profile ? undefined : { ...PROFILE, ...change.profile },
    head: { ...HEAD, ...change.head },
    gaze: { ...GAZE, ...change.gaze },
    load: { ...WELL.load, ...change.load },
  };
}

/** The flags raised, in the catalogue's order. */
export function raisedIn(observation: Observation): readonly FaultId[] {
  const flags = assess(observation);
  return FAULT_IDS.filter((id) => flags[id]);
}

/** What is observed, and every flag that it raises. */
export type Row = readonly [what: string, change: Change, raised: readonly FaultId[]];
