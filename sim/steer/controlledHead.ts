import { DEFAULT_PROFILE } from '../../protocol/profile.ts';
import { createCaregiver } from '../brace/caregiver.ts';
import { createPerson } from '../person/person.ts';
import { createRandom } from '../random.ts';
import { createRig } from '../rig/rig.ts';
import { open } from '../scenarios/opening.ts';
import { NeverCameError } from './session.ts';
import { type Ending, MOVING_DEG_PER_S, type MovingHead } from './stopRun.ts';

/** Frames of the patient's display: each takes one sample of the gaze (sim/person/person.ts). */
const FRAMES_PER_S = 60;
/** A usual tracker (reference/gaze.md §7.2). Their own blinks are left out: each would be an end of looking that was not asked for. */
const EYES = { noiseDeg: 0.5, offsetDeg: 1, blinksPerMin: 0 } as const;
/** A step takes some 700 ms: looking ends somewhere in its first half. */
const INTO_MOVE_MS = { least: 0, most: 250 } as const;
/** The dwell of the control, another for a person who must look away first, and the two steps that offer it where the clutch is out. */
const LONGEST_CHOICE_MS = 20_000;
/** Away from the control for so long that it can be chosen again. */
const AWAY_MS = 900;

/** Somebody at the patient's page who turns the head by looking at "Turn left" and "Turn right" in turn. @throws NeverCameError */
export async function createControlledHead(seed: number): Promise<MovingHead> {
  const rig = await createRig({ seed, profile: DEFAULT_PROFILE });
  const { lockstep } = rig;
  const caregiver = createCaregiver();
  const random = createRandom(seed ^ 0xc0471);
  let side: 'turnLeft' | 'turnRight' = 'turnRight';
  let lastFrameMs = 0;
  let lastValidMs = Number.NaN;

  const person = createPerson({
    seed,
    profile: DEFAULT_PROFILE,
    eyes: EYES,
    gazeSource: 'tracker',
    isInsisting: false,
    gateway: {
      send: rig.send,
      clientGone: rig.clientGone,
      repliesTo: rig.repliesTo,
      get telemetry() {
        return rig.telemetry;
      },
    },
  });

  const head: MovingHead = {
    rig,
    moving: 'control',
    seed,
    endings: ['looksAway', 'looksBesideScreen', 'closesEyes', 'eyesLost'],
    async begin() {
      side = side === 'turnLeft' ? 'turnRight' : 'turnLeft';
      person.look(side);
      const isTurning = (): boolean => (rig.telemetry?.speedDegPerS ?? 0) > MOVING_DEG_PER_S;
      await lockstep.until(isTurning, LONGEST_CHOICE_MS, `"${side}" is chosen`);
      const { least, most } = INTO_MOVE_MS;
      await lockstep.advance(Math.round(least + (most - least) * random()));
    },
    end(ending: Ending) {
      // The frame before the eyes set out: later ones may show them on the control still, and would make the time shorter.
      lastValidMs = lastFrameMs;
      switch (ending) {
        case 'looksAway':
          return person.look('centre');
        case 'looksBesideScreen':
          return person.look('away');
        case 'closesEyes':
          return person.look('closed');
        case 'eyesLost':
          return person.loseGaze();
        case 'trackerSilent':
          throw new Error('What a page does without a tracker is a pointer’s.');
      }
    },
    shut: () => person.look('closed'),
    open: () => person.look(side),
    get lastValidMs() {
      return lastValidMs;
    },
    async recover() {
      person.regainGaze();
      person.look('centre');
      await lockstep.advance(AWAY_MS);
    },
    onStep: () => {},
    dispose() {
      lockstep.onStep = () => {};
      rig.killHost();
      rig.dispose();
    },
  };

  lockstep.onStep = () => {
    if (caregiver.isTimeToLetGo(rig.brace.sight())) rig.brace.letGo();
    const { timeMs } = lockstep;
    if (Math.floor((timeMs * FRAMES_PER_S) / 1000) > Math.floor(((timeMs - 1) * FRAMES_PER_S) / 1000))
      lastFrameMs = timeMs;
    person.step(timeMs);
    head.onStep();
  };
  const neverOpened = await open(rig, () => rig.telemetry, person, 'ready');
  if (neverOpened === null) return head;
  head.dispose();
  throw new NeverCameError(neverOpened);
}
