import { describe, expect, test } from 'vitest';
import { withoutDrift } from '../../../controller/gaze/drift.ts';
import type { ToControl } from '../../../protocol/channel.ts';
import type { ClientMessage } from '../../../protocol/clientMessages.ts';
import type { Direction, TrackerHealth } from '../../../protocol/gazeSample.ts';
import { DEFAULT_PROFILE } from '../../../protocol/profile.ts';
import { SCREEN, STEERING_PROFILE, STREAMING } from './gazeEyes.ts';
import { engagedSession, readyToSteer, SteeringSession } from './steeringSession.ts';

const MIDDLE = { x: 0.5, y: 0.5 };

/** In `ready`, before a tracker that is off. */
function offBy(offset: Direction, tells: 'screen' | 'eyes' = 'screen'): SteeringSession {
  const session = new SteeringSession();
  session.eyes.offset = offset;
  session.eyes.tells = tells;
  session.brace.run(500);
  return session;
}

/** Steering through a tracker that is worn. */
function steeringByGlasses(): SteeringSession {
  const session = offBy({ yawDeg: 0, pitchDeg: 0 }, 'eyes');
  session.checkEyes();
  expect(session.engage()?.type).toBe('leaseGranted');
  return session;
}

/** Where the head rests for a look 15° to the left. */
function restsAt(session: SteeringSession): number {
  session.checkSides();
  expect(session.engage()?.type).toBe('leaseGranted');
  session.eyes.lookAt = { yawDeg: 15, pitchDeg: 0 };
  session.brace.run(5000);
  return session.brace.yawDeg;
}

/** By how much a direction in the middle of the screen is moved, from all that is known of the drift. */
const correction = (session: SteeringSession): number =>
  withoutDrift(session.brace.state.steering.drift, { yawDeg: 0, pitchDeg: 0 }, MIDDLE).yawDeg;

/** A look at the middle chooses a control there while the tracker shows the gaze `offDeg` beside it. */
function choose(session: SteeringSession, offDeg: number): void {
  session.eyes.lookAt = { yawDeg: offDeg, pitchDeg: 0 };
  session.brace.run(500);
  session.brace.say({ type: 'chose', at: MIDDLE });
}

describe('the look ahead', () => {
  test.each(['screen', 'eyes'] as const)(
    'S187: a tracker of %s that is 4° off turns the head as far as one that is not',
    (tells) => {
      const straight = offBy({ yawDeg: 0, pitchDeg: 0 }, tells);
      expect(straight.lookAhead()?.type).toBe('accepted');
      const off = offBy({ yawDeg: 4, pitchDeg: -3 }, tells);
      // Who looks twice is corrected once.
      for (const _ of [1, 2]) expect(off.lookAhead()?.type).toBe('accepted');
      expect(Math.abs(restsAt(off) - restsAt(straight))).toBeLessThan(0.5);
    },
  );

  test('S187: is asked for before the clutch goes in, and nothing else is changed by it', () => {
    const session = offBy({ yawDeg: 3, pitchDeg: 0 });
    session.checkSides();
    for (const ask of [{ type: 'askToSteer' }, { type: 'confirmSteer', engagedBy: 'switch' }] as const)
      expect(session.ask(ask)).toMatchObject({ type: 'refused', id: 'straightAheadUnchecked' });
    expect(session.brace.seen.steering?.obstacle).toBe('straightAheadUnchecked');
    const yawDeg = session.brace.yawDeg;
    session.lookAhead();
    expect(session.brace.seen).toMatchObject({ state: 'ready', steering: { obstacle: null, clutch: 'out' } });
    expect(session.brace.yawDeg).toBe(yawDeg);
  });

  test('S187: 9° are no drift, and what was known before stays', () => {
    const session = readyToSteer();
    session.eyes.offset = { yawDeg: 9, pitchDeg: 0 };
    expect(session.lookAhead()).toMatchObject({ type: 'refused', id: 'recentreTooFar' });
    expect(Math.abs(correction(session))).toBeLessThan(0.2);
    expect(session.brace.seen.steering?.obstacle).toBeNull();
  });

  test('S187: eyes that are not seen, or on their way, tell nothing; no screen, no strategy', () => {
    const session = readyToSteer();
    session.eyes.instead = { kind: 'none', why: 'noEyes' };
    session.brace.run(400);
    expect(session.ask({ type: 'lookAhead', mark: MIDDLE })).toMatchObject({ id: 'gazeNotSeen' });
    session.eyes.instead = undefined;
    session.brace.run(500);
    session.eyes.lookAt = { yawDeg: 10, pitchDeg: 0 };
    session.brace.run(40);
    expect(session.ask({ type: 'lookAhead', mark: MIDDLE })).toMatchObject({ id: 'gazeNotSeen' });
    const asked = (profile: typeof STEERING_PROFILE) =>
      new SteeringSession({ profile, verdicts: [] }).ask({ type: 'lookAhead', mark: MIDDLE });
    expect(asked({ ...STEERING_PROFILE, screen: null })).toMatchObject({ id: 'steeringUnsuited' });
    expect(asked({ ...STEERING_PROFILE, screen: { ...SCREEN, mount: 'head' } })).toMatchObject({
      id: 'steeringUnsuited',
    });
    expect(asked(DEFAULT_PROFILE)).toMatchObject({ id: 'steeringOff' });
  });

  test('S187: while the clutch is in no mark changes the zero, not even in the tick in which it goes in', () => {
    const session = readyToSteer();
    session.eyes.offset = { yawDeg: 6, pitchDeg: 0 };
    session.brace.run(500);
    const before = correction(session);
    const about = { renderedTick: session.brace.seen.tick };
    const look = { type: 'lookAhead', requestId: 'look', mark: MIDDLE, ...about } as const;
    const engage = { type: 'confirmSteer', requestId: 'in', engagedBy: 'switch', ...about } as const;
    session.brace.tick(
      [engage, look].map((message) => ({ type: 'command', clientId: 'page', message }) as const),
    );
    session.brace.run(20);
    expect(session.brace.seen.steering?.clutch).toBe('in');
    expect(correction(session)).toBe(before);
    expect(session.ask({ type: 'lookAhead', mark: MIDDLE })).toMatchObject({ id: 'stillMoving' });
  });

  test('S187: a head that has been turned far is asked again, unless the tracker is worn; who steers meanwhile goes on', () => {
    const worn = steeringByGlasses();
    worn.eyes.lookAt = { yawDeg: 25, pitchDeg: 0 };
    worn.brace.run(4000);
    expect(worn.brace.yawDeg).toBeGreaterThan(15.1);
    worn.goOn();
    expect(worn.brace.seen.steering).toMatchObject({ clutch: 'in', obstacle: null });
    worn.brace.say({ type: 'endMove', leaseId: worn.leaseId });
    worn.brace.run(1000);
    expect(worn.brace.seen.steering?.obstacle).toBeNull();

    const onChair = readyToSteer();
    while (onChair.brace.yawDeg < 15) {
      expect(onChair.brace.seen.steering?.obstacle).toBeNull();
      expect(onChair.ask({ type: 'move', movement: 'turnLeft' })?.type).toBe('leaseGranted');
      onChair.brace.run(2000);
    }
    expect(onChair.brace.seen.steering?.obstacle).toBe('straightAheadUnchecked');
    expect(onChair.lookAhead()?.type).toBe('accepted');
    onChair.brace.run(300);
    expect(onChair.brace.seen.steering?.obstacle).toBeNull();
  });

  test('S168: what reads the eyes in another way is another tracker, of which nothing is known', () => {
    const session = engagedSession();
    session.eyes.tells = 'eyes';
    session.brace.run(50);
    expect(session.brace.seen.steering).toMatchObject({ clutch: 'out', obstacle: 'straightAheadUnchecked' });
    session.lookAhead();
    expect(session.brace.seen.steering?.obstacle).toBe('sidesUnchecked');
    // Nor do both by turns make one that may steer.
    session.checkSides();
    expect(session.brace.seen.steering?.obstacle).toBeNull();
    session.eyes.tells = 'screen';
    session.brace.tick();
    session.eyes.tells = 'eyes';
    session.brace.run(400);
    expect(session.ask({ type: 'askToSteer' })).toMatchObject({ id: 'straightAheadUnchecked' });
  });

  test.each(['lost', 'uncalibrated', 'connecting'] as const)(
    'S168: a tracker that was %s and is well again within one tick has to be checked anew',
    (state) => {
      const session = readyToSteer();
      const told = (health: TrackerHealth): ToControl => ({
        type: 'trackers',
        trackers: [{ health, eyes: null }],
      });
      session.brace.tick([told({ ...STREAMING, state }), told(STREAMING)]);
      session.brace.run(400);
      expect(session.ask({ type: 'askToSteer' })).toMatchObject({ id: 'straightAheadUnchecked' });
    },
  );

  test.each([
    ['another error', { calibrationErrorDeg: 0.8 }],
    ['the same error', { calibrations: 1 }],
    ['an error that is not known', { calibrationErrorDeg: null, calibrations: 1 }],
  ])('S187, S168: after another calibration with %s nothing is known of zero and sides', (_, health) => {
    const session = readyToSteer();
    session.eyes.health = health;
    session.brace.run(300);
    expect(session.brace.seen.steering?.obstacle).toBe('straightAheadUnchecked');
    session.lookAhead();
    expect(session.brace.seen.steering?.obstacle).toBe('sidesUnchecked');
  });

  test('S168: sides are told by the room, also to a head that is turned, and a tracker that swaps them is found', () => {
    const session = steeringByGlasses();
    session.eyes.lookAt = { yawDeg: 20, pitchDeg: 0 };
    session.brace.run(4000);
    session.brace.say({ type: 'endMove', leaseId: session.leaseId });
    session.brace.run(1000);
    const headDeg = session.brace.yawDeg;
    expect(headDeg).toBeGreaterThan(12);
    expect(session.lookTo('left', 12)?.type).toBe('accepted');
    expect(session.lookTo('right', -12)?.type).toBe('accepted');
    // Swapped in the head, a look 12° to the right of the middle lies as far to the left of the nose as it should to the right.
    const swapped = (yawDeg: number): number => 2 * headDeg - yawDeg;
    expect(session.lookTo('right', swapped(-12))).toMatchObject({ id: 'sidesWrong' });
  });
});

describe('the marks of the sides', () => {
  test.each(['screen', 'eyes'] as const)(
    'S168: a tracker of %s that counts down for up is found, and one that does not passes by one look to each side',
    (tells) => {
      const session = offBy({ yawDeg: 0, pitchDeg: 0 }, tells);
      session.lookAhead();
      session.lookTo('left', 12);
      session.lookTo('right', -12);
      expect(session.brace.seen.steering?.obstacle).toBe('sidesUnchecked');
      // What such a tracker says of a look 8° up.
      expect(session.lookTo('up', 8)).toMatchObject({ id: 'sidesWrong' });
      expect(session.ask({ type: 'askToSteer' })).toMatchObject({ id: 'sidesWrong' });
      session.checkSides();
      expect(session.brace.seen.steering?.obstacle).toBeNull();
    },
  );

  test('S168: nor do looks pass that lie more than 20 s apart', () => {
    const session = offBy({ yawDeg: 0, pitchDeg: 0 });
    session.lookAhead();
    session.lookTo('left', 12);
    session.brace.run(21_000);
    session.lookTo('right', -12);
    session.lookTo('up', -8);
    expect(session.brace.seen.steering?.obstacle).toBe('sidesUnchecked');
  });
});

describe('what choices tell', () => {
  test('S188: a tenth of it, once it cannot be undone', () => {
    const session = readyToSteer();
    const before = correction(session);
    choose(session, 2);
    session.brace.run(2900);
    expect(correction(session)).toBe(before);
    session.brace.run(200);
    expect(correction(session) - before).toBeCloseTo(-0.2, 1);
    for (let index = 0; index < 7; index += 1) {
      choose(session, 4 - correction(session));
      session.brace.run(3100);
    }
    expect(correction(session) - before).toBeCloseTo(-2, 4);
  });

  test.each<[string, ClientMessage]>([
    ['was taken back', { type: 'undid' }],
    ['ended in STOP', { type: 'stop' }],
  ])('S188: nothing from what %s', (_, message) => {
    const session = readyToSteer();
    const before = correction(session);
    choose(session, 4);
    session.brace.run(2500);
    session.brace.say(message);
    session.brace.run(5000);
    expect(correction(session)).toBe(before);
  });

  test('S188: not from a tracker that sees no screen', () => {
    const session = offBy({ yawDeg: 0, pitchDeg: 0 }, 'eyes');
    session.checkEyes();
    const before = correction(session);
    choose(session, 3);
    session.brace.run(4000);
    expect(correction(session)).toBe(before);
  });

  test('S188: not from what the STOP on the brace ended within 3 s', () => {
    const session = readyToSteer();
    const before = correction(session);
    choose(session, 3);
    session.brace.run(500);
    session.brace.isStopPressed = true;
    session.brace.run(4000);
    expect(session.brace.seen.state).toBe('protectiveHold');
    expect(correction(session)).toBe(before);
  });

  test('S188: and while gaze steers not at all: no other zero comes under a head that follows it', () => {
    const session = readyToSteer();
    const before = correction(session);
    choose(session, 3);
    expect(session.engage()?.type).toBe('leaseGranted');
    session.brace.run(4000);
    expect(session.brace.seen.steering?.clutch).toBe('in');
    expect(correction(session)).toBe(before);
    session.brace.say({ type: 'endMove', leaseId: session.leaseId });
    session.brace.run(1000);
    expect(correction(session)).not.toBe(before);
  });

  test('S188: nothing while the head moves, from a gaze far beside the control', () => {
    const session = readyToSteer();
    const before = correction(session);
    choose(session, 7);
    session.brace.run(4000);
    expect(session.ask({ type: 'move', movement: 'turnRight' })?.type).toBe('leaseGranted');
    session.brace.run(200);
    expect(session.brace.seen.state).toBe('engaged');
    session.brace.say({ type: 'chose', at: MIDDLE });
    session.brace.run(6000);
    expect(correction(session)).toBe(before);
  });
});
