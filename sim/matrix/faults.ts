import { installVirtualClock } from '../lockstep/clock.ts';
import type { MatrixFault } from './cells.ts';
import { hangPulses } from './hang.ts';
import { lengthMs, type Plan } from './plan.ts';
import { advance, until, type World } from './world.ts';

const SERVO_PINS = [9, 10, 11] as const;
/** From the death of a control process to the next one at work, at most. */
const BACK_WITHIN_MS = 10_000;
/** hardware/firmware/RULES.md F8. */
const WATCHDOG_WITHIN_MS = 160;
const SIGSTOP_MS = 5000;
const WIFI_PAUSE_MS = 3000;
const CLOCK_STEP_MS = 3_600_000;
/** Longer than the supply may dip before the servos let go by themselves is a loss of power (hardware/BUILD.md). */
const LONGEST_DIP_MS = 20;
const CHIP_VOLTS = 5;
/** Below the 4.3 V of the detector, above what SRAM needs. */
const DIPPED_VOLTS = 3;

/** One fault from its first moment to the moment from which all is connected again; the head is not looked at here. */
interface InjectedFault {
  /** What it does in this plan, in words, for whoever replays it. */
  describe(plan: Plan): string;
  inject(world: World): Promise<void>;
}

async function untilBack(world: World): Promise<void> {
  await until(world, () => world.supervisor.isUp, BACK_WITHIN_MS, 'a new control process');
}

const onOpen = ({ resetsOnOpen }: Plan): string =>
  resetsOnOpen ? 'opening resets the chip' : 'opening costs nothing';

export const INJECTED: Readonly<Record<MatrixFault, InjectedFault>> = {
  sigkill: {
    describe: (plan) => `SIGKILL, ${onOpen(plan)}`,
    async inject(world) {
      world.supervisor.die();
      await untilBack(world);
    },
  },
  sigstop: {
    describe: ({ isInputFirst }) => `SIGSTOP 5 s, then ${isInputFirst ? 'input' : 'timers'} first`,
    async inject(world) {
      const { lockstep } = world.rig;
      const { isInputFirst } = world.plan;
      lockstep.stopHost();
      world.link.holdChannel();
      await advance(world, SIGSTOP_MS);
      world.reconnected();
      if (isInputFirst) world.link.releaseChannel();
      await lockstep.continueHost(isInputFirst);
      if (!isInputFirst) world.link.releaseChannel();
    },
  },
  controlCrash: {
    describe: (plan) => `${plan.isSecondForm ? 'exits between ticks' : 'throws in a tick'}, ${onOpen(plan)}`,
    async inject(world) {
      if (world.plan.isSecondForm) world.supervisor.die();
      else {
        world.supervisor.crashInTick();
        await until(world, () => !world.supervisor.isUp, 50, 'the crash');
      }
      await untilBack(world);
    },
  },
  gatewayCrash: {
    describe: ({ bootMs }) => `the gateway is back after ${500 + bootMs} ms`,
    async inject(world) {
      world.link.crash();
      await advance(world, 500 + world.plan.bootMs);
      world.reconnected();
      world.link.restart();
      // First wait of a page that lost its connection (hmi/shared/connection.ts).
      await advance(world, 250);
      world.link.openPage();
    },
  },
  usbUnplug: {
    describe: (plan) => `unplugged for ${unpluggedMs(plan)} ms, ${onOpen(plan)}`,
    async inject(world) {
      world.rig.brace.line.cut();
      await advance(world, unpluggedMs(world.plan));
      world.rig.brace.line.mend();
      await untilBack(world);
    },
  },
  replug: {
    describe: (plan) => `plugged in again after ${replugMs(plan)} ms, ${onOpen(plan)}`,
    async inject(world) {
      world.rig.brace.line.cut();
      await advance(world, replugMs(world.plan));
      world.rig.brace.line.mend();
      await until(world, () => !world.supervisor.isUp, 100, 'control’s end');
      await untilBack(world);
    },
  },
  lineStall: {
    describe: (plan) => `stalled for ${stallMs(plan)} ms, then all at once`,
    async inject(world) {
      const { line } = world.rig.brace;
      line.stall();
      await advance(world, stallMs(world.plan));
      world.reconnected();
      line.resume();
    },
  },
  corruptedBytes: {
    describe: (plan) => `one byte in ${Math.round(1 / errorRate(plan))} wrong for ${noiseMs(plan)} ms`,
    async inject(world) {
      const { line } = world.rig.brace;
      line.setByteErrorRate(errorRate(world.plan));
      await advance(world, noiseMs(world.plan));
      world.reconnected();
      line.setByteErrorRate(0);
    },
  },
  watchdogReset: {
    describe: ({ isSecondForm }) =>
      isSecondForm ? 'the pulse interrupt stops until the watchdog bites' : 'the watchdog bites at once',
    async inject(world) {
      const { chip } = world.rig.brace;
      if (!world.plan.isSecondForm) world.rig.brace.resetChip('watchdog');
      else {
        const before = chip.resets.watchdog;
        hangPulses(chip);
        await until(world, () => chip.resets.watchdog > before, WATCHDOG_WITHIN_MS, 'the watchdog');
      }
      world.reconnected();
    },
  },
  brownOut: {
    describe: (plan) => `the chip's supply dips for ${dipMs(plan)} ms`,
    async inject(world) {
      const { chip } = world.rig.brace;
      chip.setSupplyVolts(DIPPED_VOLTS);
      await advance(world, dipMs(world.plan));
      chip.setSupplyVolts(CHIP_VOLTS);
      world.reconnected();
    },
  },
  dtrReset: {
    describe: ({ isSecondForm }) =>
      isSecondForm ? 'control dies; the next one resets the chip by opening' : 'another program pulls DTR',
    async inject(world) {
      world.resetsOnOpen = true;
      if (!world.plan.isSecondForm) {
        world.rig.brace.resetChip('external');
        world.reconnected();
        return;
      }
      world.supervisor.die();
      await untilBack(world);
    },
  },
  pageClosed: {
    describe: (plan) => `opened again after ${closedMs(plan)} ms`,
    async inject(world) {
      world.link.closePage();
      await advance(world, closedMs(world.plan));
      world.reconnected();
      world.link.openPage();
    },
  },
  wifiPause: {
    describe: () => 'nothing passes for 3 s, then all at once',
    async inject(world) {
      world.link.pauseWifi();
      await advance(world, WIFI_PAUSE_MS);
      world.reconnected();
      world.link.resumeWifi();
    },
  },
  clockStep: {
    describe: ({ isSecondForm }) => `the wall clock jumps ${isSecondForm ? 'back' : 'ahead'} by an hour`,
    async inject(world) {
      installVirtualClock().stepWallClock(world.plan.isSecondForm ? -CLOCK_STEP_MS : CLOCK_STEP_MS);
      world.reconnected();
    },
  },
  nothing: {
    describe: () => 'nothing breaks',
    async inject(world) {
      world.reconnected();
    },
  },
  cutPulse: {
    describe: () => 'a reset in the middle of a servo pulse, without pull-ups',
    async inject(world) {
      const { chip } = world.rig.brace;
      const isInPulse = () => SERVO_PINS.some((pin) => chip.isPinHigh(pin));
      await until(world, isInPulse, 40, 'a servo pulse');
      world.hasPullUps = false;
      world.rig.brace.resetChip('external');
      world.reconnected();
    },
  },
  powerLoss: {
    describe: (plan) =>
      plan.isSecondForm ? 'a brown-out that spoils both records' : `no power for ${darkMs(plan)} ms`,
    async inject(world) {
      const { brace } = world.rig;
      if (world.plan.isSecondForm) {
        brace.chip.sram.fill(0xff);
        brace.resetChip('brownOut');
      } else {
        brace.setSupplyVolts(0);
        await advance(world, darkMs(world.plan));
        brace.setSupplyVolts(null);
      }
      world.reconnected();
    },
  },
};

/** Longer than every retry of the supervisor. */
const unpluggedMs = ({ share }: Plan): number => lengthMs(share, 2500, 6000);
/** Down to less than a tick. */
const replugMs = ({ share }: Plan): number => lengthMs(share, 5, 800);
/** From one tick to far beyond every lease. */
const stallMs = ({ share }: Plan): number => lengthMs(share, 12, 3000);
const closedMs = ({ share }: Plan): number => lengthMs(share, 300, 3000);
const noiseMs = ({ share }: Plan): number => lengthMs(share, 200, 2000);
const dipMs = ({ share }: Plan): number => Math.round(share * LONGEST_DIP_MS);
const darkMs = ({ share }: Plan): number => lengthMs(share, 100, 1500);
/** From one byte in a thousand to one in five. */
function errorRate({ bootMs }: Plan): number {
  return 0.001 * 200 ** ((bootMs % 100) / 99);
}

/** Nothing of a fault may stay behind in the process that runs it. */
export function undo(plan: Plan): void {
  if (plan.cell.fault !== 'clockStep') return;
  installVirtualClock().stepWallClock(plan.isSecondForm ? CLOCK_STEP_MS : -CLOCK_STEP_MS);
}
