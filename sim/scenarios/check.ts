import { WORKSPACE_SEMI_AXES_DEG } from '../../controller/motion/kinematics/workspace.ts';
import type { Pose } from '../../protocol/pose.ts';
import { DEFAULT_PROFILE, type Profile, profile } from '../../protocol/profile.ts';
import { settingsOf } from '../faults/faults.ts';
import type { Criterion, Scenario, Step } from './schema.ts';

/** What is wrong with a scenario whose every field is right by itself. */
export interface Contradiction {
  readonly path: readonly (string | number)[];
  readonly sentence: string;
}

const PAIRS_OF_STEP = ['at', 'after', 'within', 'for'] as const;
const ACTIONS = ['look', 'press', 'hand', 'fault', 'endFault', 'restartHost', 'mark'] as const;
const PAIRS_OF_CRITERION = ['fromPlus', 'toPlus'] as const;

/** The first contradiction, or undefined. */
export function findContradiction(scenario: Scenario): Contradiction | undefined {
  return (
    findInSteps(scenario) ?? findInCriteria(scenario) ?? findInProfile(scenario) ?? findInPoses(scenario)
  );
}

/** Poses that the mechanism cannot take: the run could not begin, or "Home" would lead nowhere. */
function findInPoses({ person, profile: overrides }: Scenario): Contradiction | undefined {
  const { yawDeg, pitchDeg, rollDeg } = WORKSPACE_SEMI_AXES_DEG;
  const isInside = (pose: Pose) =>
    Math.hypot(pose.yawDeg / yawDeg, pose.pitchDeg / pitchDeg, pose.rollDeg / rollDeg) <= 1;
  const sentence = `is out of reach; allowed: inside the ellipsoid of yaw ±${yawDeg}°, pitch ±${pitchDeg}°, roll ±${rollDeg}°`;
  if (person.startPose && !isInside(person.startPose)) return { path: ['person', 'startPose'], sentence };
  if (overrides?.restPose && !isInside(overrides.restPose))
    return { path: ['profile', 'restPose'], sentence };
  return undefined;
}

function givenTwice(value: object, names: readonly string[]): string | undefined {
  return names.find((name) => `${name}S` in value && `${name}Ms` in value);
}

function findInSteps({ timeline }: Scenario): Contradiction | undefined {
  for (const [index, step] of timeline.entries()) {
    const sentence = wrongStep(step);
    if (sentence) return { path: ['timeline', index], sentence };
  }
  return undefined;
}

function wrongStep(step: Step): string | undefined {
  const twice = givenTwice(step, PAIRS_OF_STEP);
  if (twice) return `gives ${twice}S and ${twice}Ms; one of them is enough`;
  const has = (name: string) => `${name}S` in step || `${name}Ms` in step;
  if (has('at') && (has('after') || step.when)) return 'gives "at" together with "after" or "when"';
  if (has('within') && !step.when) return 'gives "within" without "when"';
  if (step.when && Object.keys(step.when).length === 0) return 'has a "when" that says nothing';
  if (has('for') && step.look === undefined && step.fault === undefined)
    return 'gives "for" without a look or a fault';
  if (has('for') && step.look !== undefined && step.fault !== undefined)
    return 'gives "for" to a look and a fault at once; make two steps of it';
  const wrong = wrongSettings(step);
  if (wrong) return wrong;
  return ACTIONS.some((action) => step[action] !== undefined)
    ? undefined
    : `does nothing; it needs one of ${ACTIONS.join(', ')}`;
}

function wrongSettings({ fault, endFault, with: settings }: Step): string | undefined {
  if (!settings) return undefined;
  const faults = [fault, endFault].filter((name) => name !== undefined);
  if (faults.length !== 1) return 'gives "with" without a fault, or to two of them';
  for (const name of faults) {
    const allowed = settingsOf(name);
    const wrong = Object.keys(settings).find((setting) => !allowed.includes(setting));
    if (wrong) return `gives ${name} "${wrong}"; it takes ${allowed.join(', ') || 'nothing'}`;
  }
  return undefined;
}

function findInCriteria({ timeline, criteria }: Scenario): Contradiction | undefined {
  const marks = ['start', 'end', ...timeline.flatMap((step) => step.mark ?? [])];
  const repeatedMark = marks.find((mark, index) => marks.indexOf(mark) !== index);
  if (repeatedMark) return { path: ['timeline'], sentence: `names two moments "${repeatedMark}"` };
  const ids = criteria.map(({ id }) => id);
  for (const [index, criterion] of criteria.entries()) {
    const path = ['criteria', index];
    if (ids.indexOf(criterion.id) !== index) return { path: [...path, 'id'], sentence: 'is used twice' };
    for (const edge of ['from', 'to'] as const) {
      if (!marks.includes(criterion[edge])) {
        const sentence = `"${criterion[edge]}" is no moment of this scenario; allowed: ${marks.join(', ')}`;
        return { path: [...path, edge], sentence };
      }
    }
    const sentence = wrongCriterion(criterion);
    if (sentence) return { path, sentence };
  }
  return undefined;
}

function wrongCriterion(criterion: Criterion): string | undefined {
  const twice = givenTwice(criterion, PAIRS_OF_CRITERION);
  if (twice) return `gives ${twice}S and ${twice}Ms; one of them is enough`;
  const needed = BOUNDS[criterion.measure];
  return needed.length === 0 || needed.some((bound) => bound in criterion)
    ? undefined
    : `has no bound; it needs one of ${needed.join(', ')}`;
}

/** Of these optional bounds at least one must be there: a criterion that nothing can break is none. */
const BOUNDS: Readonly<Record<Criterion['measure'], readonly string[]>> = {
  bandChange: [],
  excursion: ['atMostDeg', 'atLeastDeg'],
  peakSpeed: ['atMostDegPerS', 'overProfileDegPerS', 'atLeastDegPerS'],
  pulseStep: [],
  pulseDrift: [],
  pulseGap: [],
  stateReached: [],
  stateNever: [],
  reasonReached: [],
  faultReported: [],
  firmwareLatched: [],
  hostEnded: [],
  refused: ['atLeastTimes', 'atMostTimes'],
};

function findInProfile(scenario: Scenario): Contradiction | undefined {
  const parsed = profile.safeParse(profileOf(scenario));
  if (parsed.success) return undefined;
  return { path: ['profile'], sentence: parsed.error.issues[0]?.message ?? 'is no profile' };
}

/** The default profile with what the scenario overrides. */
export function profileOf({ profile: overrides }: Scenario): Profile {
  const given = Object.entries(overrides?.parameters ?? {}).filter(([, value]) => value !== undefined);
  return {
    ...DEFAULT_PROFILE,
    restPose: overrides?.restPose ?? DEFAULT_PROFILE.restPose,
    parameters: { ...DEFAULT_PROFILE.parameters, ...Object.fromEntries(given) },
  };
}
