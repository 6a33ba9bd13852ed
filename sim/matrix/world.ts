import type { Rig } from '../rig/rig.ts';
import type { GatewayLink } from './gatewayLink.ts';
import type { Plan } from './plan.ts';
import type { Supervisor } from './supervisor.ts';

/** What a run is made of: the rig, what surrounds control, and the plan. */
export interface World {
  readonly plan: Plan;
  readonly rig: Rig;
  readonly link: GatewayLink;
  readonly supervisor: Supervisor;
  /** Opening the line resets the chip. */
  resetsOnOpen: boolean;
  /** As hardware/BUILD.md requires: the servo lines are high while the chip does not drive them. */
  hasPullUps: boolean;
  /** Whoever was cut off is back from this moment on. */
  reconnected(): void;
}

/** Lets simulated time pass; a process that is due is started meanwhile. */
export async function advance({ rig, supervisor }: World, ms: number): Promise<void> {
  const { lockstep } = rig;
  const endMs = lockstep.timeMs + ms;
  while (lockstep.timeMs < endMs) {
    if (supervisor.isDue) await supervisor.start();
    else {
      const leftMs = endMs - lockstep.timeMs;
      await lockstep.until(() => supervisor.isDue || lockstep.timeMs >= endMs, leftMs + 1, 'time has passed');
    }
  }
}

/** Waits until it holds, for at most `withinMs`. Returns whether it does. */
export async function comesTrue(world: World, condition: () => boolean, withinMs: number): Promise<boolean> {
  const { lockstep } = world.rig;
  const endMs = lockstep.timeMs + withinMs;
  while (!condition()) {
    if (lockstep.timeMs >= endMs) return false;
    await advance(world, 1);
  }
  return true;
}

/** The situation of a run never came about: it is the simulation that is wrong, and nothing was judged. */
export class NeverCameError extends Error {}

export async function until(
  world: World,
  condition: () => boolean,
  withinMs: number,
  what: string,
): Promise<void> {
  if (await comesTrue(world, condition, withinMs)) return;
  const { telemetry } = world.supervisor;
  const now = telemetry
    ? `${telemetry.state}, ${telemetry.reason}, ${telemetry.faults.map(({ id }) => id).join(' ')}`
    : 'no telemetry';
  throw new NeverCameError(`${what} did not come within ${withinMs} ms (${now}).`);
}
