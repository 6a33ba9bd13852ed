import { describe, expect, test } from 'vitest';
import { suitability } from '../../../controller/gaze/strategies/suitability.ts';
import type { Profile } from '../../../protocol/profile.ts';
import { GAZE_STRATEGY_IDS, type GazeStrategyId } from '../../../protocol/steering.ts';
import { MODEL } from '../gaze/strategies/models.ts';
import { SCREEN, STEERING_PROFILE } from './gazeEyes.ts';
import { SteeringSession } from './steeringSession.ts';

type StrategyId = Exclude<GazeStrategyId, 'none'>;
const STRATEGIES = GAZE_STRATEGY_IDS.filter((id): id is StrategyId => id !== 'none');
const profileOf = (gazeStrategy: StrategyId, change: Partial<Profile> = {}): Profile => ({
  ...STEERING_PROFILE,
  gazeStrategy,
  ...(gazeStrategy === 'learned' ? { learnedModel: MODEL } : {}),
  ...change,
});

/** The clutch in, by two looks. */
function engagedWith(strategy: StrategyId): SteeringSession {
  const session = new SteeringSession({ profile: profileOf(strategy) });
  session.checkEyes();
  expect(session.engage()).toMatchObject({ type: 'leaseGranted' });
  return session;
}

/** How far a look 19° to the left, of 21.8° that the screen has, brings the head in 4 s. */
const AFTER_4_S: Readonly<Record<StrategyId, readonly [least: number, most: number]>> = {
  // 0.7 of what lies beyond 15°.
  worldHinge: [2, 3.5],
  // As far as gaze may turn the head, since the eyes keep to the edge.
  edgeZones: [29, 30],
  // 5° short, by their dead zone.
  vectorLinear: [12.5, 14.5],
  lagVector: [12.5, 15],
  // Down to their release, 3° short, and what a stop takes.
  vectorQuadratic: [12, 16.5],
  quadrant: [14, 18],
  // Nearly there: within their zone they only become slow.
  vectorSoft: [14, 19],
  affine: [17, 19.5],
  // Pulled to the middle by 0.1 of what it has turned.
  learned: [14, 19],
};

describe('every strategy that gaze may steer by', () => {
  test.each(STRATEGIES)(
    'S168, S180: %s engages and turns the head toward a look to the side, by its manner',
    (strategy) => {
      const session = engagedWith(strategy);
      const { brace, eyes } = session;
      // A turned head has carried the eyes toward the edge: the same direction then lies further out on the screen.
      eyes.lookAt = { yawDeg: strategy === 'edgeZones' ? 17 : 19, pitchDeg: 0 };
      let fastest = 0;
      for (let tick = 0; tick < 400; tick += 1) {
        brace.tick();
        fastest = Math.max(fastest, brace.seen.speedDegPerS);
      }
      const [least, most] = AFTER_4_S[strategy];
      expect(brace.seen).toMatchObject({ state: 'engaged', steering: { strategy, clutch: 'in' } });
      expect(brace.yawDeg).toBeGreaterThan(least);
      expect(brace.yawDeg).toBeLessThan(most);
      expect(fastest).toBeLessThan(strategy === 'edgeZones' || strategy === 'quadrant' ? 15.5 : 30);
      expect(brace.faultIds()).toEqual([]);
      eyes.instead = { kind: 'none', why: 'blink' };
      brace.run(300);
      expect(brace.seen.speedDegPerS).toBe(0);
    },
  );

  type Screen = NonNullable<Profile['screen']>;
  const turning: Screen = { ...SCREEN, mount: 'head' };
  test.each([
    ['a screen that turns along', turning, 'screen', 'head', 'screenDirection'],
    ['a screen that turns along, and the eyes themselves', turning, 'eyes', 'head', 'eyes'],
    ['a screen that nobody asked for', null, 'eyes', 'unknown', 'eyes'],
    ['the eyes themselves', SCREEN, 'eyes', 'chair', 'eyes'],
    ['a place on a screen', SCREEN, 'screen', 'chair', 'screenDirection'],
  ] as const)(
    'S184: %s: each strategy is refused, by its sentence in the table, or suits',
    (_, screen, tells, place, kind) => {
      for (const strategy of STRATEGIES) {
        const session = new SteeringSession({ profile: profileOf(strategy, { screen }) });
        session.eyes.tells = tells;
        session.brace.run(400);
        const verdict = suitability(place, kind, strategy);
        expect([strategy, session.ask({ type: 'askToSteer' })]).toMatchObject([
          strategy,
          verdict.kind === 'suits'
            ? { id: 'straightAheadUnchecked' }
            : { id: 'steeringUnsuited', detail: verdict.sentence },
        ]);
      }
    },
  );
});
