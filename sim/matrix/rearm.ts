import type { Telemetry } from '../../protocol/telemetry.ts';
import type { Press } from './page.ts';
import { openPage, startMoving } from './situations.ts';
import { advance, comesTrue, type World } from './world.ts';

/** Unhurried people: between two presses. */
const PRESS_EVERY_MS = 400;
/** Supply and temperatures may be unknown for seconds after a reset of the chip. */
const REARMED_WITHIN_MS = 14_000;
/** From the beginning of the new movement. */
const MOVE_FOR_MS = 900;

/** What the person or the caregiver would press now to be able to move again. */
function press(world: World): void {
  const { page } = world.link;
  const shown = page?.shown(world.rig.lockstep.timeMs);
  const wanted = shown && wantedPress(shown);
  if (wanted) page?.press(wanted);
}

/** What leads from this state toward `ready`; undefined: waiting. */
export function wantedPress({ state, reason, faults }: Telemetry): Press | undefined {
  switch (state) {
    case 'protectiveHold':
      return 'acknowledge';
    case 'stopped':
      return 'leaveStop';
    case 'standby':
    case 'paused':
      if (faults.some(({ isLatched }) => isLatched)) return 'acknowledge';
      return reason === 'awaitingConfirm' ? 'confirmArm' : 'askToArm';
    default:
      return undefined;
  }
}

/**
 * Deliberate acts until the brace can be moved again, then one movement. Returns whether it came to that.
 * @param onMove the movement begins now
 */
export async function rearm(world: World, onMove: () => void): Promise<boolean> {
  const { lockstep } = world.rig;
  const isReady = () => world.supervisor.telemetry?.state === 'ready';
  const endMs = lockstep.timeMs + REARMED_WITHIN_MS;
  while (!isReady()) {
    if (lockstep.timeMs > endMs) return false;
    press(world);
    await comesTrue(world, isReady, PRESS_EVERY_MS);
  }
  onMove();
  // The page must have shown that it is ready before anybody asks.
  await comesTrue(world, () => openPage(world).shown(lockstep.timeMs)?.state === 'ready', PRESS_EVERY_MS);
  const hasMoved = await startMoving(world, 'home');
  await advance(world, MOVE_FOR_MS);
  return hasMoved;
}
