import type { GazeStrategyId } from '../../protocol/steering.ts';
import { createRandom } from '../random.ts';
import { openSession } from './session.ts';
import type { Ending, MovingHead } from './stopRun.ts';
import { MOVING_DEG_PER_S } from './stopRun.ts';

/** So far to either side is looked in turn: the head has some 25° to go, and goes for longer than the longest blink. */
const SIDE_DEG = 20;
/** The moment at which looking ends is drawn from these, after the head has begun to turn. */
const INTO_MOVE_MS = { least: 0, most: 500 } as const;
const LONGEST_START_MS = 3000;

/** Somebody who steers by looking to one side and the other. @throws NeverCameError */
export async function createSteeredHead(strategy: GazeStrategyId, seed: number): Promise<MovingHead> {
  const session = await openSession(strategy, seed);
  const { rig, steerer } = session;
  const random = createRandom(seed ^ 0x570b);
  const head: MovingHead = {
    rig,
    moving: 'steering',
    seed,
    endings: ['closesEyes', 'eyesLost', 'trackerSilent'],
    async begin() {
      if (session.telemetry.state === 'standby') await session.arm();
      if (session.telemetry.steering?.clutch !== 'in') await session.engage();
      // A movement that was ended early leaves the head on the side where the next one would begin.
      const side = rig.brace.truth().bandPose.yawDeg > 0 ? -1 : 1;
      steerer.target = { yawDeg: side * SIDE_DEG, pitchDeg: 0 };
      const isTurning = (): boolean => session.telemetry.speedDegPerS > MOVING_DEG_PER_S;
      await rig.lockstep.until(isTurning, LONGEST_START_MS, 'the head turns');
      const { least, most } = INTO_MOVE_MS;
      await session.advance(Math.round(least + (most - least) * random()));
    },
    end(ending: Ending) {
      switch (ending) {
        case 'closesEyes':
          steerer.instead = { kind: 'none', why: 'blink' };
          return;
        case 'eyesLost':
          steerer.instead = { kind: 'none', why: 'lowConfidence' };
          return;
        case 'trackerSilent':
          steerer.instead = 'nothing';
          return;
        case 'looksAway':
        case 'looksBesideScreen':
          throw new Error('A worn tracker sees the eyes wherever they look.');
      }
    },
    shut() {
      steerer.instead = { kind: 'none', why: 'blink' };
    },
    open() {
      steerer.instead = undefined;
    },
    get lastValidMs() {
      return steerer.lastSeenMs - (performance.now() - rig.lockstep.timeMs);
    },
    async recover() {
      steerer.instead = undefined;
      await session.advance(600);
    },
    onStep: () => {},
    dispose: session.dispose,
  };
  session.onStep = () => head.onStep();
  return head;
}
