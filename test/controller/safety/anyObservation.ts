import fc from 'fast-check';
import { envelopeOf } from '../../../controller/safety/envelope.ts';
import type { Observation } from '../../../controller/safety/observation.ts';
import { GAZE_CONDITIONS } from '../../../protocol/clientMessages.ts';
import { DEFAULT_PARAMETERS } from '../../../protocol/parameters.ts';
import { STATES } from '../../../protocol/states.ts';

const around = (limit: number) => fc.double({ min: -2 * limit, max: 2 * limit, noNaN: true });
const age = (limitMs: number) => fc.double({ min: 0, max: 2 * limitMs, noNaN: true });
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
const orNull = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null });
const poseOf = (deg: number) =>
  fc.record({ yawDeg: around(deg), pitchDeg: around(deg), rollDeg: around(deg) });
const triple = (deg: number) => fc.tuple(around(deg), around(deg), around(deg));
const range = fc.tuple(poseOf(20), poseOf(20)).map(([a, b]) => ({
  min: {
    yawDeg: Math.min(a.yawDeg, b.yawDeg),
    pitchDeg: Math.min(a.pitchDeg, b.pitchDeg),
    rollDeg: Math.min(a.rollDeg, b.rollDeg),
  },
  max: {
    yawDeg: Math.max(a.yawDeg, b.yawDeg),
    pitchDeg: Math.max(a.pitchDeg, b.pitchDeg),
    rollDeg: Math.max(a.rollDeg, b.rollDeg),
  },
}));
const still = fc.constant({
  min: { yawDeg: 0, pitchDeg: 0, rollDeg: 0 },
  max: { yawDeg: 0, pitchDeg: 0, rollDeg: 0 },
});
const notKnown = fc.constantFrom({ kind: 'notFitted' } as const, { kind: 'silent' } as const);

/** Anything that a tick may observe, about as often on either side of every figure. */
export const anyObservation: fc.Arbitrary<Observation> = fc.record({
  nowMs: age(1e6),
  latenessMs: age(100),
  state: fc.constantFrom(...STATES),
  reason: fc.constant('holding' as const),
  permission: fc.constantFrom('listen', 'prepare', 'still', 'move', 'release'),
  isMoving: fc.boolean(),
  isSafetyLatched: fc.boolean(),
  parameters: fc.constant(DEFAULT_PARAMETERS),
  envelope: maybe(fc.constant(envelopeOf(DEFAULT_PARAMETERS))),
  profile: maybe(
    fc.record({
      wearer: fc.constantFrom('patient', 'simulated', 'bench'),
      isSaved: fc.boolean(),
      isApproved: orNull(fc.boolean()),
      isExpired: orNull(fc.boolean()),
      fitsBrace: orNull(fc.boolean()),
    }),
  ),
  isProfileUnusable: fc.boolean(),
  isChangePending: fc.boolean(),
  isLineOpen: fc.boolean(),
  isBenchBoard: fc.boolean(),
  incidents: fc
    .subarray([
      'closed',
      'writeStuck',
      'nonceChanged',
      'rebooted',
      'echoMismatch',
      'guardRefused',
      'clockAnomaly',
    ] as const)
    .map((incidents) => new Set(incidents)),
  unechoedForMs: age(100),
  badStatusCount: fc.nat({ max: 6 }),
  brace: maybe(
    fc.record({
      isPowered: fc.boolean(),
      isLatched: fc.boolean(),
      isStopPressed: fc.boolean(),
      hasOurLimits: maybe(fc.boolean()),
      firmware: fc.constantFrom('ours', 'other', 'benchBoard'),
      refusedForMs: maybe(age(1000)),
    }),
  ),
  head: fc.record({
    measured: maybe(poseOf(20)),
    commanded: maybe(poseOf(20)),
    measuredRateDegPerS: maybe(poseOf(60)),
    commandedRates: maybe(fc.oneof(range, still)),
    tiltOffForMs: maybe(age(100)),
    servoErrorDeg: maybe(triple(4)),
    servoRateDegPerS: maybe(fc.record({ measured: triple(20), commanded: triple(20) })),
  }),
  headImu: fc.oneof(
    notKnown,
    fc.record({ kind: fc.constant('known' as const), pose: poseOf(20), rateDegPerS: age(100) }),
  ),
  trunkImu: fc.oneof(
    notKnown,
    fc.record({ kind: fc.constant('known' as const), accelerationG: around(0.3), tiltChangeDeg: around(10) }),
  ),
  load: fc.record({
    neckMomentHigh: fc.boolean(),
    neckMomentExcessive: fc.boolean(),
    flexionLong: fc.boolean(),
    flexionOverLimit: fc.boolean(),
  }),
  supplyVolts: orNull(fc.double({ min: 8, max: 13, noNaN: true })),
  servoTemperaturesC: fc.array(orNull(age(60)), { maxLength: 3 }),
  samePositionForMs: maybe(age(1_800_000)),
  isOscillating: fc.boolean(),
  isGatewayConnected: fc.boolean(),
  pageProvenForMs: maybe(age(500)),
  hasForeignPage: fc.boolean(),
  secondCommanderForMs: maybe(age(1000)),
  isIntentLive: fc.boolean(),
  gaze: fc.record({ condition: fc.constantFrom(...GAZE_CONDITIONS), reportedForMs: maybe(age(300)) }),
  hasUnseenCrash: orNull(fc.boolean()),
});

type Path = readonly string[];

/** Every value in there that holds no other, by the way to it; sets count as one. */
export function leaves(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null || value instanceof Set) return [path];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]));
}

export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  );
}

/** A copy in which one value is another, of whatever kind: what no type would let through. */
export function withValueAt(observation: Observation, path: Path, replacement: unknown): Observation {
  const copy = structuredClone(observation);
  const holder = valueAt(copy, path.slice(0, -1));
  const key = path.at(-1);
  if (typeof holder !== 'object' || holder === null || key === undefined)
    throw new Error(`no ${path.join('.')}`);
  Reflect.set(holder, key, replacement);
  return copy;
}
