import { z } from 'zod';
import { FIRMWARE_FAULTS } from '../../hardware/link/rules.ts';
import { faultId } from '../../protocol/faults.ts';
import { PARAMETER_IDS, PARAMETERS, type ParameterId } from '../../protocol/parameters.ts';
import { pose } from '../../protocol/pose.ts';
import { REFUSAL_IDS } from '../../protocol/refusals.ts';
import { reasonId, stateName } from '../../protocol/states.ts';
import { FAULT_NAMES } from '../faults/faults.ts';
import { LOOK_TARGETS } from '../person/lookTargets.ts';

/** Longest time that a scenario may name: ten minutes. */
const LONGEST_S = 600;
const seconds = z.number().min(0).max(LONGEST_S).optional();
const milliseconds = z
  .number()
  .min(0)
  .max(LONGEST_S * 1000)
  .optional();
const axis = z.enum(['yaw', 'pitch', 'roll']);
export type Axis = z.infer<typeof axis>;

/** The name of a moment of the run; `start` and `end` are those of the timeline. */
const mark = z.string().regex(/^[a-z][a-zA-Z0-9]{0,39}$/, 'must be a name like stopPressed');

/** Only what differs from the default profile. */
const profileOverrides = z.strictObject({
  restPose: pose.optional(),
  parameters: z
    .strictObject(
      Object.fromEntries(
        PARAMETER_IDS.map((id) => [
          id,
          z.number().min(PARAMETERS[id].absolute.min).max(PARAMETERS[id].absolute.max).optional(),
        ]),
      ) as Record<ParameterId, z.ZodOptional<z.ZodNumber>>,
    )
    .optional(),
});

const brace = z.strictObject({
  /** Each opening of the port resets the chip, as on a Nano whose DTR capacitor was left in. */
  resetsOnOpen: z.boolean().default(false),
});

/** How much of a fault; which of these a fault takes, and their usual values: faults.ts. */
const faultSettings = z.strictObject({
  share: z.number().min(0).max(1).optional(),
  ms: z.number().min(0).max(1000).optional(),
  volts: z.number().min(0).max(12).optional(),
  servo: z.union([z.literal(1), z.literal(2), z.literal(3)]).optional(),
});

/** Defaults: a usual tracker, and the blinks of people who watch video (reference/gaze.md §7.2, people.md §4). */
const person = z.strictObject({
  startPose: pose.optional(),
  gazeSource: z.enum(['pointer', 'tracker']).default('pointer'),
  noiseDeg: z.number().min(0).max(5).default(0.3),
  offsetDeg: z.number().min(0).max(5).default(0.5),
  blinksPerMin: z.number().min(0).max(60).default(11.4),
  /** The page has a bug: it goes on renewing whatever control says. */
  pageInsists: z.boolean().default(false),
});

/** When a step begins instead of at a time. */
const condition = z.strictObject({
  state: stateName.optional(),
  reason: reasonId.optional(),
  /** Read from the physics. */
  bandSpeedAboveDegPerS: z.number().min(0).max(60).optional(),
  hostEnded: z.literal(true).optional(),
});
export type Condition = z.infer<typeof condition>;

/**
 * One step: when, then what. Without a time it begins together with the step before. `at` counts from the start of the
 * timeline; `after` from the step before, or, with `when`, from the moment at which all of `when` first holds.
 */
const step = z.strictObject({
  atS: seconds,
  atMs: milliseconds,
  afterS: seconds,
  afterMs: milliseconds,
  when: condition.optional(),
  /** How long `when` may take before the run is broken off; 10 s unless told. */
  withinS: seconds,
  withinMs: milliseconds,
  mark: mark.optional(),
  look: z.enum(['away', 'closed', ...LOOK_TARGETS]).optional(),
  press: z.enum(['Space', 'Escape']).optional(),
  hand: z.enum(['holdsHead', 'letsGo']).optional(),
  fault: z.enum(FAULT_NAMES).optional(),
  endFault: z.enum(FAULT_NAMES).optional(),
  with: faultSettings.optional(),
  /** After this long a look goes back to the calm centre, and a fault ends. */
  forS: seconds,
  forMs: milliseconds,
  restartHost: z.literal(true).optional(),
});
export type Step = z.infer<typeof step>;

const offset = z.number().min(-LONGEST_S).max(LONGEST_S).optional();
const offsetMs = z
  .number()
  .min(-LONGEST_S * 1000)
  .max(LONGEST_S * 1000)
  .optional();
const common = {
  id: z.string().regex(/^[a-z][a-zA-Z0-9]{0,39}$/, 'must be a name like stopsInTime'),
  sentence: z.string().min(1).max(160),
  from: mark,
  fromPlusS: offset,
  fromPlusMs: offsetMs,
  to: mark,
  toPlusS: offset,
  toPlusMs: offsetMs,
};

/** What is measured between two moments, and its bound. Everything about the head and the pulses is read from the physics. */
export const criterion = z.discriminatedUnion('measure', [
  /** Band angle at the end minus that at the beginning. */
  z.strictObject({
    ...common,
    measure: z.literal('bandChange'),
    axis,
    expectDeg: z.number().min(-90).max(90),
    withinDeg: z.number().min(0).max(90),
  }),
  /** Largest rotation of the band, about any axis, away from where it was at the beginning. */
  z.strictObject({
    ...common,
    measure: z.literal('excursion'),
    atMostDeg: z.number().min(0).max(180).optional(),
    atLeastDeg: z.number().min(0).max(180).optional(),
  }),
  z.strictObject({
    ...common,
    measure: z.literal('peakSpeed'),
    axis,
    atMostDegPerS: z.number().min(0).max(1000).optional(),
    /** At most the profile's speed of that axis and this much more. */
    overProfileDegPerS: z.number().min(0).max(30).optional(),
    atLeastDegPerS: z.number().min(0).max(1000).optional(),
  }),
  /** Largest change of a servo's pulse from one millisecond to the next; a servo without pulses fails. */
  z.strictObject({ ...common, measure: z.literal('pulseStep'), atMostUs: z.number().min(0).max(2000) }),
  /**
   * Largest distance of a servo's pulse from the one at the beginning. A servo without pulses fails, except, if `acrossGaps`, in
   * between: then only those that come back are compared.
   */
  z.strictObject({
    ...common,
    measure: z.literal('pulseDrift'),
    atMostUs: z.number().min(0).max(2000),
    acrossGaps: z.boolean().default(false),
  }),
  /** Longest time for which a servo is without pulses or power. */
  z.strictObject({ ...common, measure: z.literal('pulseGap'), atMostMs: z.number().min(0).max(600_000) }),
  z.strictObject({ ...common, measure: z.literal('stateReached'), state: stateName }),
  z.strictObject({ ...common, measure: z.literal('stateNever'), state: stateName }),
  z.strictObject({ ...common, measure: z.literal('reasonReached'), reason: reasonId }),
  z.strictObject({ ...common, measure: z.literal('faultReported'), fault: faultId }),
  /** What the firmware itself says on its line, whether or not anybody hears it. */
  z.strictObject({
    ...common,
    measure: z.literal('firmwareLatched'),
    fault: z.enum(FIRMWARE_FAULTS.map(({ id }) => id)),
  }),
  z.strictObject({ ...common, measure: z.literal('hostEnded'), cause: z.enum(['asked', 'lineLost']) }),
  /** How often control refused a message of a page for this reason. */
  z.strictObject({
    ...common,
    measure: z.literal('refused'),
    refusal: z.enum(REFUSAL_IDS),
    atLeastTimes: z.int().min(0).max(100_000).optional(),
    atMostTimes: z.int().min(0).max(100_000).optional(),
  }),
]);
export type Criterion = z.infer<typeof criterion>;

/** A run: who, what happens when, what must hold. */
export const scenario = z.strictObject({
  name: z.string().min(1).max(80),
  description: z.string().min(1).max(1000),
  seed: z
    .int()
    .min(0)
    .max(2 ** 31 - 1),
  profile: profileOverrides.optional(),
  person: person.prefault({}),
  brace: brace.prefault({}),
  /** What has been done before the timeline starts. */
  begin: z.enum(['powerOn', 'standby', 'ready']),
  timeline: z.array(step).min(1).max(200),
  /** The run ends this long after the last step. */
  endsAfterS: z.number().min(0.1).max(LONGEST_S),
  criteria: z.array(criterion).min(1).max(100),
});
export type Scenario = z.infer<typeof scenario>;

/** A duration that may be given in seconds or in milliseconds, in ms; undefined if in neither. */
export function durationMs(inS: number | undefined, inMs: number | undefined): number | undefined {
  if (inS !== undefined) return Math.round(inS * 1000);
  return inMs === undefined ? undefined : Math.round(inMs);
}
