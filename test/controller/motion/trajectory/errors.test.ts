import { describe, expect, it } from 'vitest';
import { atPace, beginMotion, retarget } from '../../../../controller/motion/trajectory/runningMotion.ts';
import { planStop } from '../../../../controller/motion/trajectory/stop.ts';
import { planStraightLine } from '../../../../controller/motion/trajectory/straightLine.ts';
import {
  type AxisLimits,
  type AxisState,
  type AxisTarget,
  MotionInputError,
  planPosition,
  planVelocity,
} from '../../../../controller/motion/trajectory.ts';

const STATE: AxisState = { position: 0, velocity: 0, acceleration: 0 };
const TARGET: AxisTarget = { position: 10, velocity: 0 };
const LIMITS: AxisLimits = {
  minVelocity: -30,
  maxVelocity: 30,
  minAcceleration: -120,
  maxAcceleration: 120,
  maxJerk: 600,
};

/** The error that an action is refused with; anything else it throws fails the test. */
function refusal(action: () => unknown): MotionInputError {
  try {
    action();
  } catch (error) {
    if (error instanceof MotionInputError) return error;
    throw error;
  }
  throw new Error('was not refused');
}

interface Request {
  state?: Partial<AxisState>;
  target?: Partial<AxisTarget>;
  limits?: Partial<AxisLimits>;
}

const NOT_FINITE = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

const REFUSED: [string, Request][] = [
  ...NOT_FINITE.flatMap((value): [string, Request][] => [
    ...Object.keys(STATE).map((field): [string, Request] => [
      'motion.notFinite',
      { state: { [field]: value } },
    ]),
    ...Object.keys(TARGET).map((field): [string, Request] => [
      'motion.notFinite',
      { target: { [field]: value } },
    ]),
    ...Object.keys(LIMITS).map((field): [string, Request] => [
      'motion.notFinite',
      { limits: { [field]: value } },
    ]),
  ]),
  ['motion.outOfRange', { state: { position: 1e200 } }],
  ['motion.outOfRange', { target: { position: -1e10 } }],
  ['motion.outOfRange', { limits: { maxJerk: 1e12 } }],
  ['motion.jerkLimit', { limits: { maxJerk: 0 } }],
  ['motion.jerkLimit', { limits: { maxJerk: -600 } }],
  ['motion.velocityLimits', { limits: { minVelocity: 30, maxVelocity: -30 } }],
  ['motion.velocityLimits', { limits: { minVelocity: 0 } }],
  ['motion.velocityLimits', { limits: { maxVelocity: 0 } }],
  ['motion.accelerationLimits', { limits: { minAcceleration: 120, maxAcceleration: -120 } }],
  ['motion.accelerationLimits', { limits: { minAcceleration: 0 } }],
  ['motion.accelerationLimits', { limits: { maxAcceleration: 0 } }],
  ['motion.targetVelocityOutsideLimits', { target: { velocity: 30.001 } }],
  ['motion.targetVelocityOutsideLimits', { target: { velocity: -30.001 } }],
];

describe('planPosition and planStraightLine', () => {
  it.each(REFUSED)('refuse with %s: %o', (id, { state, target, limits }) => {
    const start = [STATE, { ...STATE, ...state }];
    const targets = [TARGET, { ...TARGET, ...target }];
    const bounds = [LIMITS, { ...LIMITS, ...limits }];
    for (const planner of [planPosition, planStraightLine]) {
      const error = refusal(() => planner(start, targets, bounds));
      expect(error.id).toBe(id);
      expect(error.message).toMatch(/xis 1/);
      expect(error.advice).not.toBe('');
    }
  });

  it('refuse no axes, and lists that do not match', () => {
    expect(refusal(() => planPosition([], [], [])).id).toBe('motion.noAxes');
    expect(refusal(() => planPosition([STATE, STATE], [TARGET], [LIMITS])).id).toBe(
      'motion.axisCountsDiffer',
    );
    expect(refusal(() => planPosition([STATE], [TARGET], [])).id).toBe('motion.axisCountsDiffer');
  });

  it('refuse a minimum duration that is none', () => {
    const planWith = (minimumDuration: number) => () =>
      planPosition([STATE], [TARGET], [LIMITS], { minimumDuration });
    expect(refusal(planWith(-1)).id).toBe('motion.negativeDuration');
    expect(refusal(planWith(Number.NaN)).id).toBe('motion.notFinite');
    expect(refusal(planWith(Number.POSITIVE_INFINITY)).id).toBe('motion.notFinite');
    expect(refusal(planWith(1e10)).id).toBe('motion.outOfRange');
  });

  it('look at all axes before they compute anything', () => {
    let reads = 0;
    const counted = new Proxy(STATE, {
      get: (state, field, receiver) => {
        reads++;
        return Reflect.get(state, field, receiver);
      },
    });
    const broken = { ...LIMITS, maxJerk: Number.NaN };
    refusal(() => planPosition([counted, STATE], [TARGET, TARGET], [LIMITS, broken]));
    expect(reads).toBeLessThanOrEqual(3); // once per field, by the check alone
  });
});

describe('planVelocity and planStop', () => {
  it('refuse what is not finite, and no axes', () => {
    expect(refusal(() => planVelocity([STATE], [Number.NaN], [LIMITS])).id).toBe('motion.notFinite');
    expect(refusal(() => planVelocity([], [], [])).id).toBe('motion.noAxes');
    expect(refusal(() => planStop([], [])).id).toBe('motion.noAxes');
    expect(refusal(() => planStop([{ ...STATE, velocity: Number.NaN }], [LIMITS])).id).toBe(
      'motion.notFinite',
    );
    expect(refusal(() => planStop([STATE], [{ ...LIMITS, maxJerk: -1 }])).id).toBe('motion.jerkLimit');
  });

  it('do not mind velocity limits, which do not apply to them', () => {
    expect(planVelocity([STATE], [50], [LIMITS]).at(100)[0]?.velocity).toBe(50);
  });
});

describe('a running motion', () => {
  const running = beginMotion([STATE], [TARGET], [LIMITS], 0);

  it('refuses a pace that is none', () => {
    for (const pace of [-0.1, 1.1, Number.NaN])
      expect(refusal(() => atPace(running, pace, 0.1)).id).toBe('motion.pace');
  });

  it('refuses a broken target also while paused', () => {
    const paused = atPace(running, 0, 0.1);
    const broken = [{ position: Number.NaN, velocity: 0 }];
    for (const motion of [running, paused]) {
      expect(refusal(() => retarget(motion, broken, [LIMITS], 0.2)).id).toBe('motion.notFinite');
    }
  });

  it('refuses a time that is none', () => {
    expect(refusal(() => beginMotion([STATE], [TARGET], [LIMITS], Number.NaN)).id).toBe('motion.notFinite');
  });
});
