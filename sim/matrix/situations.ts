import { MOVEMENTS, type Movement } from '../../protocol/clientMessages.ts';
import type { Page } from './page.ts';
import { advance, comesTrue, NeverCameError, until, type World } from './world.ts';

/** Each part takes a few seconds; a controller that needs longer is broken. */
const LONGEST_PART_MS = 8000;
/** A caregiver takes the hand away when the servos carry the head; the body settles on them. */
const SETTLE_MS = 400;
/** Between the two steps of arming (controller/safety/arming.ts), with some time to read the question. */
const CONFIRM_AFTER_MS = 700;
const ANSWERED_WITHIN_MS = 300;

export function openPage({ link }: World): Page {
  const { page } = link;
  if (!page) throw new NeverCameError('No page is open.');
  return page;
}

const state = ({ supervisor }: World): string | undefined => supervisor.telemetry?.state;

async function bringToStandby(world: World): Promise<void> {
  // The head sinks into the hand first: nobody has a brace take over a head that is still sinking.
  await advance(world, SETTLE_MS);
  await world.supervisor.start();
  await until(world, () => state(world) === 'standby', LONGEST_PART_MS, 'standby');
  world.rig.brace.letGo();
  await advance(world, SETTLE_MS);
}

async function arm(world: World): Promise<void> {
  openPage(world).press('askToArm');
  await until(
    world,
    () => world.supervisor.telemetry?.reason === 'awaitingConfirm',
    LONGEST_PART_MS,
    'the question',
  );
  await advance(world, CONFIRM_AFTER_MS);
  openPage(world).press('confirmArm');
  await until(world, () => state(world) === 'ready', LONGEST_PART_MS, 'ready');
}

/** Asks for the movement and, where a limit is in its way, for the others in turn. Returns whether one began. */
export async function startMoving(world: World, wanted: Movement): Promise<boolean> {
  const { lockstep } = world.rig;
  for (const movement of [wanted, ...MOVEMENTS.filter((other) => other !== wanted)]) {
    openPage(world).move(movement, lockstep.timeMs);
    if (await comesTrue(world, () => state(world) === 'engaged', ANSWERED_WITHIN_MS)) return true;
  }
  return false;
}

async function move(world: World, phaseMs: number): Promise<void> {
  const { plan } = world;
  // A step may be shorter than the phase where a limit cut it: then the next one is used, and sooner.
  for (let phase = phaseMs; phase > 20; phase = Math.round(phase / 2)) {
    if (!(await startMoving(world, plan.movement))) throw new NeverCameError('No movement began.');
    await advance(world, phase);
    if (state(world) === 'engaged') return;
    await until(world, () => state(world) === 'ready', LONGEST_PART_MS, 'ready again');
  }
  throw new NeverCameError('Every movement was over before the fault.');
}

/** From power-on to the very millisecond of the fault. */
export async function bringAbout(world: World): Promise<void> {
  const { plan } = world;
  await bringToStandby(world);
  switch (plan.cell.situation) {
    case 'standby':
      return advance(world, plan.phaseMs);
    case 'holding':
      await arm(world);
      return advance(world, plan.phaseMs);
    case 'moving':
      await arm(world);
      return move(world, plan.phaseMs);
    case 'retreating':
      openPage(world).press('retreat');
      await until(world, () => state(world) === 'retreating', ANSWERED_WITHIN_MS, 'the announcement');
      return advance(world, plan.phaseMs);
    case 'stopped': {
      if (plan.isStoppedMidMove) {
        await arm(world);
        await move(world, plan.phaseMs);
      }
      openPage(world).stop();
      await until(world, () => state(world) === 'stopped', ANSWERED_WITHIN_MS, 'stopped');
      // From the first ms of its ramp to long after it.
      return advance(world, plan.isStoppedMidMove ? Math.round(plan.share * 400) : plan.phaseMs);
    }
  }
}
