import type { ParameterId, ParameterValues } from '../../protocol/parameters.ts';
import type { Pose } from '../../protocol/pose.ts';
import type { Instant, Recording } from './recording.ts';
import { rotationBetweenDeg } from './rotation.ts';
import { type Axis, type Criterion, durationMs } from './schema.ts';

/** What a criterion came to. */
export interface Verdict {
  readonly id: string;
  readonly sentence: string;
  readonly isHeld: boolean;
  /** In words with units; 'unknown' where it could not be measured, which never counts as held. */
  readonly measured: string;
  readonly bound: string;
  /** The bare figure; null: unknown. */
  readonly value: number | null;
}

type Finding = Pick<Verdict, 'isHeld' | 'measured' | 'bound' | 'value'>;
type Of<Measure extends Criterion['measure']> = Extract<Criterion, { measure: Measure }>;

/** The part of a recording between the two moments of a criterion. */
interface Window {
  readonly fromMs: number;
  readonly toMs: number;
  readonly first: Instant;
  readonly last: Instant;
  readonly instants: readonly Instant[];
}

/** Speeds are differences over this long: a servo's steps of 20 ms would show as noise in shorter ones. */
export const SPEED_WINDOW_MS = 40;

const ANGLE_OF: Readonly<Record<Axis, keyof Pose>> = { yaw: 'yawDeg', pitch: 'pitchDeg', roll: 'rollDeg' };
const SPEED_OF = {
  yaw: 'yawSpeedDegPerS',
  pitch: 'pitchSpeedDegPerS',
  roll: 'rollSpeedDegPerS',
} as const satisfies Readonly<Record<Axis, ParameterId>>;

/** Holds a criterion against the recording. A moment that never came makes it unknown, and unknown is not held. */
export function judge(criterion: Criterion, recording: Recording, parameters: ParameterValues): Verdict {
  const { id, sentence } = criterion;
  const window = windowOf(criterion, recording);
  return {
    id,
    sentence,
    ...(window ? find(criterion, window, recording, parameters) : never(criterion, recording)),
  };
}

function never({ from, to }: Criterion, { marks }: Recording): Finding {
  const missing = [from, to].find((mark) => !marks.has(mark));
  const measured = missing
    ? `unknown: "${missing}" never came`
    : 'unknown: nothing was recorded from one moment to the other';
  return { isHeld: false, measured, bound: '', value: null };
}

function windowOf(criterion: Criterion, { marks, instants }: Recording): Window | undefined {
  const from = marks.get(criterion.from);
  const to = marks.get(criterion.to);
  if (from === undefined || to === undefined) return undefined;
  const fromMs = from + (durationMs(criterion.fromPlusS, criterion.fromPlusMs) ?? 0);
  const toMs = to + (durationMs(criterion.toPlusS, criterion.toPlusMs) ?? 0);
  const first = instants[fromMs];
  const last = instants[toMs];
  // A window that reaches beyond the recording was not measured to its end.
  if (!first || !last || toMs <= fromMs) return undefined;
  return { fromMs, toMs, first, last, instants: instants.slice(fromMs, toMs + 1) };
}

function find(
  criterion: Criterion,
  window: Window,
  recording: Recording,
  parameters: ParameterValues,
): Finding {
  switch (criterion.measure) {
    case 'bandChange':
      return bandChange(criterion, window);
    case 'excursion':
      return excursion(criterion, window);
    case 'peakSpeed':
      return peakSpeed(criterion, window, parameters);
    case 'pulseStep':
      return pulseStep(criterion, window);
    case 'pulseDrift':
      return pulseDrift(criterion, window);
    case 'pulseGap':
      return pulseGap(criterion, window);
    case 'stateReached':
    case 'stateNever':
      return stateSeen(criterion, window, recording);
    case 'reasonReached':
      return seen(
        within(recording.telemetry, window).find(({ what }) => what.reason === criterion.reason),
        `reason ${criterion.reason}`,
      );
    case 'faultReported':
      return seen(
        within(recording.telemetry, window).find(({ what }) =>
          what.faults.some(({ id }) => id === criterion.fault),
        ),
        `fault ${criterion.fault}`,
      );
    case 'firmwareLatched':
      return seen(
        within(recording.statuses, window).find(({ what }) => what.fault === criterion.fault),
        `latch ${criterion.fault}`,
      );
    case 'hostEnded':
      return seen(
        within(recording.hostEnds, window).find(({ what }) => what.cause === criterion.cause),
        `host ended, ${criterion.cause}`,
      );
    case 'refused':
      return refused(criterion, window, recording);
  }
}

function within<Entry extends { readonly atMs: number }>(
  entries: readonly Entry[],
  { fromMs, toMs }: Window,
): readonly Entry[] {
  return entries.filter(({ atMs }) => atMs >= fromMs && atMs <= toMs);
}

const inSeconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`;
const signed = (value: number) => `${value >= 0 ? '+' : '−'}${Math.abs(value).toFixed(2)}`;

/** Something that must have been there. */
function seen(found: { readonly atMs: number } | undefined, what: string): Finding {
  return {
    isHeld: found !== undefined,
    measured: found ? `at ${inSeconds(found.atMs)}` : 'never',
    bound: what,
    value: found?.atMs ?? null,
  };
}

/** A figure between optional bounds. */
function bounded(
  value: number,
  unit: string,
  bounds: { readonly atMost?: number | undefined; readonly atLeast?: number | undefined },
  beside = '',
): Finding {
  const { atMost, atLeast } = bounds;
  const words = [
    ...(atLeast === undefined ? [] : [`≥ ${atLeast}${unit}`]),
    ...(atMost === undefined ? [] : [`≤ ${atMost}${unit}`]),
  ];
  const isHeld =
    Number.isFinite(value) &&
    (atMost === undefined || value <= atMost) &&
    (atLeast === undefined || value >= atLeast);
  const figure = Number.isInteger(value) ? value : value.toFixed(2);
  return { isHeld, measured: `${figure}${unit}${beside}`, bound: words.join(', '), value };
}

function bandChange({ axis, expectDeg, withinDeg }: Of<'bandChange'>, { first, last }: Window): Finding {
  const angle = ANGLE_OF[axis];
  const bandDeg = last.band[angle] - first.band[angle];
  const skullDeg = last.skull[angle] - first.skull[angle];
  return {
    isHeld: Math.abs(bandDeg - expectDeg) <= withinDeg,
    measured: `${axis} ${signed(bandDeg)}° (skull ${signed(skullDeg)}°)`,
    bound: `${expectDeg}° ± ${withinDeg}°`,
    value: bandDeg,
  };
}

function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}

function excursion({ atMostDeg, atLeastDeg }: Of<'excursion'>, { first, instants }: Window): Finding {
  const bandDeg = largest(instants.map(({ band }) => rotationBetweenDeg(first.band, band)));
  const skullDeg = largest(instants.map(({ skull }) => rotationBetweenDeg(first.skull, skull)));
  const bounds = { atMost: atMostDeg, atLeast: atLeastDeg };
  return bounded(bandDeg, '°', bounds, ` (skull ${skullDeg.toFixed(2)}°)`);
}

/** Largest speed of the band in the window, deg/s. @param toAngle which angle of the pose. */
export function peakSpeedDegPerS(instants: readonly Instant[], angle: keyof Pose): number {
  return largest(
    instants.slice(SPEED_WINDOW_MS).map(({ band }, index) => {
      const before = instants[index]?.band ?? band;
      return (Math.abs(band[angle] - before[angle]) * 1000) / SPEED_WINDOW_MS;
    }),
  );
}

function peakSpeed(criterion: Of<'peakSpeed'>, { instants }: Window, parameters: ParameterValues): Finding {
  const { axis, atMostDegPerS, atLeastDegPerS, overProfileDegPerS } = criterion;
  if (instants.length <= SPEED_WINDOW_MS) {
    return { isHeld: false, measured: 'unknown: too short to measure a speed', bound: '', value: null };
  }
  const profileBound =
    overProfileDegPerS === undefined ? undefined : parameters[SPEED_OF[axis]] + overProfileDegPerS;
  const atMost = Math.min(
    atMostDegPerS ?? Number.POSITIVE_INFINITY,
    profileBound ?? Number.POSITIVE_INFINITY,
  );
  const value = peakSpeedDegPerS(instants, ANGLE_OF[axis]);
  return bounded(value, '°/s', {
    atLeast: atLeastDegPerS,
    ...(Number.isFinite(atMost) ? { atMost } : {}),
  });
}

const NO_PULSES: Omit<Finding, 'bound'> = { isHeld: false, measured: 'a servo without pulses', value: null };

/** Largest distance between the pulses of two instants; undefined if a servo has none. */
function pulseDistanceUs(from: Instant, to: Instant): number | undefined {
  let most = 0;
  for (const [servo, pulseUs] of to.pulsesUs.entries()) {
    const before = from.pulsesUs[servo];
    if (pulseUs === null || before === null || before === undefined) return undefined;
    most = Math.max(most, Math.abs(pulseUs - before));
  }
  return most;
}

function pulseDistances(
  instants: readonly Instant[],
  reference: (index: number) => Instant | undefined,
): readonly number[] | undefined {
  const distances: number[] = [];
  for (const [index, instant] of instants.entries()) {
    const from = reference(index);
    const distance = from && pulseDistanceUs(from, instant);
    if (distance === undefined) return undefined;
    distances.push(distance);
  }
  return distances;
}

function pulseStep({ atMostUs }: Of<'pulseStep'>, { instants }: Window): Finding {
  const distances = pulseDistances(instants, (index) => instants[Math.max(0, index - 1)]);
  if (!distances) return { ...NO_PULSES, bound: `≤ ${atMostUs} µs` };
  return bounded(largest(distances), ' µs', { atMost: atMostUs });
}

const hasPulses = ({ pulsesUs }: Instant) => pulsesUs.every((pulseUs) => pulseUs !== null);

function pulseDrift({ atMostUs, acrossGaps }: Of<'pulseDrift'>, window: Window): Finding {
  const { first, last, instants } = window;
  const compared = acrossGaps ? [...instants.filter(hasPulses), last] : instants;
  const distances = pulseDistances(compared, () => first);
  if (!distances) return { ...NO_PULSES, bound: `≤ ${atMostUs} µs` };
  return bounded(largest(distances), ' µs', { atMost: atMostUs });
}

function pulseGap({ atMostMs }: Of<'pulseGap'>, { instants }: Window): Finding {
  let longestMs = 0;
  let gapMs = 0;
  for (const instant of instants) {
    gapMs = hasPulses(instant) ? 0 : gapMs + 1;
    longestMs = Math.max(longestMs, gapMs);
  }
  return bounded(longestMs, ' ms', { atMost: atMostMs });
}

function stateSeen(
  { measure, state }: Of<'stateReached' | 'stateNever'>,
  window: Window,
  { telemetry }: Recording,
): Finding {
  const heard = within(telemetry, window);
  const found = heard.find(({ what }) => what.state === state);
  if (measure === 'stateReached') return seen(found, `state ${state}`);
  // Silence is not a state: without telemetry nobody knows which one it was.
  if (heard.length === 0) {
    return { isHeld: false, measured: 'unknown: no telemetry', bound: `never ${state}`, value: null };
  }
  return {
    isHeld: found === undefined,
    measured: found ? `at ${inSeconds(found.atMs)}` : 'never',
    bound: `never ${state}`,
    value: found?.atMs ?? null,
  };
}

function refused(
  { refusal, atLeastTimes, atMostTimes }: Of<'refused'>,
  window: Window,
  { replies }: Recording,
): Finding {
  const times = within(replies, window).filter(
    ({ what }) => what.type === 'refused' && what.id === refusal,
  ).length;
  return bounded(times, ` × ${refusal}`, { atLeast: atLeastTimes, atMost: atMostTimes });
}
