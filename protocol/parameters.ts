import { z } from 'zod';

export type Unit = 'deg' | 'deg/s' | 'deg/s²' | 'deg/s³' | 'ms' | 'Nm' | 'kg' | 'mm';
export type ParameterGroup = 'range' | 'speed' | 'step' | 'gaze' | 'timing' | 'load';

interface Bounds {
  readonly min: number;
  readonly max: number;
}

/** Everything a page, the firmware's limits and a reader need to know about one number of a profile. */
export interface ParameterInfo {
  readonly group: ParameterGroup;
  readonly label: string;
  readonly unit: Unit;
  /** Never left, in software and in the firmware's compiled limits. */
  readonly absolute: Bounds;
  /** Outside these a clinician should have a reason. */
  readonly recommended: Bounds;
  readonly default: number;
  readonly step: number;
  readonly description: string;
}

const info = (
  group: ParameterGroup,
  label: string,
  unit: Unit,
  absolute: readonly [number, number],
  recommended: readonly [number, number],
  defaultValue: number,
  step: number,
  description: string,
): ParameterInfo => ({
  group,
  label,
  unit,
  absolute: { min: absolute[0], max: absolute[1] },
  recommended: { min: recommended[0], max: recommended[1] },
  default: defaultValue,
  step,
  description,
});

/**
 * The numbers of a profile. Defaults: DESIGN 'Numbers to hold' and reference/domain.md §6; absolute ranges end at the
 * mechanism's ellipsoid (±40° rotation, ±35° flexion/extension, ±30° lateral), absolute speeds at the firmware's caps.
 */
export const PARAMETERS = {
  yawSoftDeg: info(
    'range',
    'Turn, soft limit',
    'deg',
    [0, 40],
    [10, 35],
    35,
    1,
    'How far the head may turn to either side in normal use.',
  ),
  yawHardDeg: info(
    'range',
    'Turn, hard limit',
    'deg',
    [1, 40],
    [10, 40],
    40,
    1,
    'No turn ever goes past this; crossing it holds the head.',
  ),
  flexionSoftDeg: info(
    'range',
    'Nod down, soft limit',
    'deg',
    [0, 35],
    [5, 15],
    15,
    1,
    'How far the chin may go down in normal use. Flexion narrows the airway.',
  ),
  flexionHardDeg: info(
    'range',
    'Nod down, hard limit',
    'deg',
    [1, 35],
    [5, 25],
    25,
    1,
    'No nod down ever goes past this; crossing it holds the head.',
  ),
  extensionSoftDeg: info(
    'range',
    'Nod up, soft limit',
    'deg',
    [0, 35],
    [5, 15],
    15,
    1,
    'How far the chin may go up in normal use.',
  ),
  extensionHardDeg: info(
    'range',
    'Nod up, hard limit',
    'deg',
    [1, 35],
    [5, 25],
    25,
    1,
    'No nod up ever goes past this; crossing it holds the head.',
  ),
  rollSoftDeg: info(
    'range',
    'Tilt, soft limit',
    'deg',
    [0, 30],
    [4, 12],
    12,
    1,
    'How far the head may tilt to either shoulder in normal use.',
  ),
  rollHardDeg: info(
    'range',
    'Tilt, hard limit',
    'deg',
    [1, 30],
    [4, 20],
    20,
    1,
    'No tilt ever goes past this; crossing it holds the head.',
  ),
  gazeYawDeg: info(
    'range',
    'Turn by gaze',
    'deg',
    [0, 40],
    [10, 30],
    30,
    1,
    'How far gaze alone may turn the head, so that the page stays in sight.',
  ),
  yawSpeedDegPerS: info('speed', 'Turning speed', 'deg/s', [1, 45], [5, 30], 30, 1, 'Top speed of a turn.'),
  pitchSpeedDegPerS: info('speed', 'Nodding speed', 'deg/s', [1, 30], [5, 20], 20, 1, 'Top speed of a nod.'),
  rollSpeedDegPerS: info('speed', 'Tilting speed', 'deg/s', [1, 30], [3, 10], 10, 1, 'Top speed of a tilt.'),
  retreatSpeedDegPerS: info(
    'speed',
    'Retreat speed',
    'deg/s',
    [1, 10],
    [2, 5],
    5,
    1,
    'Speed of the announced return to the rest pose.',
  ),
  accelerationDegPerS2: info(
    'speed',
    'Acceleration',
    'deg/s²',
    [20, 240],
    [60, 120],
    120,
    10,
    'How quickly a movement gains or loses speed.',
  ),
  jerkDegPerS3: info(
    'speed',
    'Jerk',
    'deg/s³',
    [100, 2400],
    [300, 600],
    600,
    50,
    'How gently a movement begins and ends; less is gentler.',
  ),
  stopDecelerationDegPerS2: info(
    'speed',
    'Stopping deceleration',
    'deg/s²',
    [120, 480],
    [200, 300],
    240,
    10,
    'How hard STOP brakes.',
  ),
  stopJerkDegPerS3: info(
    'speed',
    'Stopping jerk',
    'deg/s³',
    [1200, 9600],
    [3000, 6000],
    4800,
    100,
    'How abruptly STOP begins to brake.',
  ),
  stepDeg: info(
    'step',
    'Step',
    'deg',
    [1, 5],
    [2, 5],
    5,
    1,
    'How far one look at a movement moves the head.',
  ),
  dwellMs: info(
    'gaze',
    'Dwell',
    'ms',
    [300, 5000],
    [600, 1500],
    1000,
    100,
    'How long a look must rest on a movement to choose it.',
  ),
  dwellOnsetMs: info(
    'gaze',
    'Dwell onset',
    'ms',
    [100, 500],
    [150, 300],
    200,
    50,
    'How long a look rests before its progress begins to show.',
  ),
  armDwellMs: info(
    'gaze',
    'Dwell to begin',
    'ms',
    [800, 5000],
    [1200, 2500],
    2500,
    100,
    'Dwell of the first of two steps: to get ready, to move, to let the head follow the eyes, to leave STOP.',
  ),
  confirmDwellMs: info(
    'gaze',
    'Dwell to confirm',
    'ms',
    [500, 5000],
    [600, 1500],
    1500,
    100,
    'Dwell of the second step.',
  ),
  gazeSlowMs: info(
    'gaze',
    'Gaze lost: slow down',
    'ms',
    [50, 150],
    [80, 120],
    100,
    10,
    'Without valid gaze for this long, a movement slows to a stop.',
  ),
  gazeDisengageMs: info(
    'gaze',
    'Gaze lost: end',
    'ms',
    [200, 500],
    [300, 400],
    400,
    50,
    'Without valid gaze for this long, a movement is over, and so is steering by gaze.',
  ),
  lookAwayMs: info(
    'gaze',
    'Look away',
    'ms',
    [30, 150],
    [50, 100],
    50,
    10,
    'A look beside the screen for this long ends steering by gaze.',
  ),
  clutchConfirmMs: info(
    'gaze',
    'Steering: time to confirm',
    'ms',
    [2000, 8000],
    [3000, 6000],
    5000,
    500,
    'The second look that begins steering, or goes on with it, must follow the first within this time.',
  ),
  clutchReleaseMs: info(
    'gaze',
    'Steering: ends by itself',
    'ms',
    [2000, 10_000],
    [5000, 10_000],
    8000,
    500,
    'Steering by gaze ends this long after the last deliberate act, also while the head is steered: what began it is one, and so is “Go on”. The movements on the patient’s page go when none was chosen for as long.',
  ),
  intentLeaseMs: info(
    'timing',
    'Intent lease',
    'ms',
    [100, 250],
    [150, 250],
    250,
    10,
    'A movement goes on only while the page proves it shows what is happening now.',
  ),
  firmwareLeaseMs: info(
    'timing',
    'Firmware lease',
    'ms',
    [50, 200],
    [100, 200],
    200,
    10,
    'If the computer falls silent for this long, the firmware holds the head.',
  ),
  tickLateWarnMs: info(
    'timing',
    'Late tick: warn',
    'ms',
    [30, 60],
    [40, 60],
    60,
    10,
    'Control running late by this much is noted.',
  ),
  tickLateHoldMs: info(
    'timing',
    'Late tick: hold',
    'ms',
    [60, 120],
    [100, 120],
    120,
    10,
    'Control running late by this much holds the head.',
  ),
  echoLateMs: info(
    'timing',
    'Late echo: plan on',
    'ms',
    [20, 50],
    [30, 40],
    30,
    5,
    'Without an echo for this long, planning goes on from what the firmware last confirmed.',
  ),
  echoLostMs: info(
    'timing',
    'Lost echo: hold',
    'ms',
    [50, 100],
    [80, 100],
    100,
    10,
    'Without an echo for this long, the head is held.',
  ),
  neckMomentWarnNm: info(
    'load',
    'Moment on the neck: warn',
    'Nm',
    [1, 6],
    [3, 5],
    5,
    0.5,
    'Estimated bending moment on the neck that is reported.',
  ),
  neckMomentHoldNm: info(
    'load',
    'Moment on the neck: hold',
    'Nm',
    [2, 8],
    [5, 8],
    8,
    0.5,
    'Estimated bending moment on the neck that holds the head.',
  ),
  headMassKg: info(
    'load',
    'Mass of the head',
    'kg',
    [3, 7],
    [3.6, 5.8],
    4.5,
    0.1,
    'Of the head alone, without the brace. The moment on the neck is estimated with it.',
  ),
  headCentreForwardMm: info(
    'load',
    'Centre of mass of the head, forward',
    'mm',
    [0, 80],
    [20, 50],
    33,
    1,
    'How far in front of the base of the neck (C7/T1) the weight of the head acts when it is upright.',
  ),
  headCentreUpMm: info(
    'load',
    'Centre of mass of the head, up',
    'mm',
    [120, 260],
    [160, 230],
    195,
    1,
    'How far above the base of the neck (C7/T1) the weight of the head acts when it is upright.',
  ),
} as const satisfies Readonly<Record<string, ParameterInfo>>;

export type ParameterId = keyof typeof PARAMETERS;
export const PARAMETER_IDS = Object.keys(PARAMETERS) as readonly ParameterId[];
export const parameterId = z.enum(PARAMETER_IDS);

const boundedBy = ({ absolute }: ParameterInfo) => z.number().min(absolute.min).max(absolute.max);

/**
 * Unknown to the first profiles that were saved. One without them has the defaults, and with them another hash: a patient's has to be
 * approved anew.
 */
const ADDED_LATER: readonly ParameterId[] = ['lookAwayMs', 'clutchConfirmMs', 'clutchReleaseMs'];

const schemaOf = (id: ParameterId): z.ZodNumber | z.ZodDefault<z.ZodNumber> =>
  ADDED_LATER.includes(id)
    ? boundedBy(PARAMETERS[id]).default(PARAMETERS[id].default)
    : boundedBy(PARAMETERS[id]);

/** All parameters, each inside its absolute bounds. */
export const parameterValues = z.strictObject(
  Object.fromEntries(PARAMETER_IDS.map((id) => [id, schemaOf(id)])) as Record<
    ParameterId,
    ReturnType<typeof schemaOf>
  >,
);
export type ParameterValues = Readonly<z.infer<typeof parameterValues>>;

export const DEFAULT_PARAMETERS: ParameterValues = parameterValues.parse(
  Object.fromEntries(PARAMETER_IDS.map((id) => [id, PARAMETERS[id].default])),
);

/** Pairs of which the first must not exceed the second, with the sentence that says so. */
const ORDERED: readonly (readonly [ParameterId, ParameterId])[] = [
  ['yawSoftDeg', 'yawHardDeg'],
  ['flexionSoftDeg', 'flexionHardDeg'],
  ['extensionSoftDeg', 'extensionHardDeg'],
  ['rollSoftDeg', 'rollHardDeg'],
  ['gazeYawDeg', 'yawHardDeg'],
  ['gazeSlowMs', 'gazeDisengageMs'],
  ['tickLateWarnMs', 'tickLateHoldMs'],
  ['echoLateMs', 'echoLostMs'],
  ['neckMomentWarnNm', 'neckMomentHoldNm'],
];

/**
 * What a second look takes besides its dwell: for 1 s nothing is chosen after the question has appeared, and half a second is left to
 * begin in (reference/gaze.md §3).
 */
export const BESIDE_CONFIRM_DWELL_MS = 1500;

/** What is wrong with one value: outside its own bounds, or in conflict with another. */
export type ParameterProblem =
  | { readonly kind: 'notFinite'; readonly parameter: ParameterId }
  | { readonly kind: 'outOfBounds'; readonly parameter: ParameterId; readonly value: number }
  | { readonly kind: 'order'; readonly lower: ParameterId; readonly upper: ParameterId }
  | { readonly kind: 'noTimeToConfirm'; readonly leastMs: number };

/** The first problem of a complete set of values, or undefined. */
export function findParameterProblem(
  values: Readonly<Record<ParameterId, number>>,
): ParameterProblem | undefined {
  for (const id of PARAMETER_IDS) {
    const { absolute } = PARAMETERS[id];
    const value = values[id];
    if (!Number.isFinite(value)) return { kind: 'notFinite', parameter: id };
    if (value < absolute.min || value > absolute.max) return { kind: 'outOfBounds', parameter: id, value };
  }
  const broken = ORDERED.find(([lower, upper]) => values[lower] > values[upper]);
  if (broken) return { kind: 'order', lower: broken[0], upper: broken[1] };
  const leastMs = values.confirmDwellMs + BESIDE_CONFIRM_DWELL_MS;
  return values.clutchConfirmMs < leastMs ? { kind: 'noTimeToConfirm', leastMs } : undefined;
}

/** The problem as a sentence for the person who entered the value. */
export function describeProblem(problem: ParameterProblem): string {
  switch (problem.kind) {
    case 'notFinite':
      return `"${PARAMETERS[problem.parameter].label}" must be a number.`;
    case 'outOfBounds': {
      const { label, absolute, unit } = PARAMETERS[problem.parameter];
      return `"${label}" must lie between ${absolute.min} and ${absolute.max} ${unit}; ${problem.value} does not.`;
    }
    case 'order':
      return `"${PARAMETERS[problem.lower].label}" may not exceed "${PARAMETERS[problem.upper].label}".`;
    case 'noTimeToConfirm': {
      const { clutchConfirmMs, confirmDwellMs } = PARAMETERS;
      return `"${clutchConfirmMs.label}" must be at least ${problem.leastMs} ms with this "${confirmDwellMs.label}": a look could not confirm in time.`;
    }
  }
}
