import type { Firmata } from 'firmata-io';
import { type MotionSample, type MotionSamples, NO_MOTION_SAMPLES } from '../../protocol/motionSample.ts';
import { AXES_AS_PRINTED, BNO055, CONFIGURE, IMU_MODE, readHealth, readSample, UNITS } from './bno055.ts';

// johnny-five's own IMU works on this firmware, twice on one bus (test/hardware/board/johnnyFiveImu.test.ts), but is not used here:
// two of them read 89 bytes each per sample, 57 % of the line with our frames; they fuse with the magnetometer; they poll the
// calibration without a pause, and for ever in vain if one reply is lost; they tell neither a sensor that went silent from one that
// rests, nor take one up again that was plugged in anew; and their intervals cannot be stopped, so that control would never end.

const ADDRESS = { head: 0x28, trunk: 0x29 } as const;
/** A chip that boots needs up to 650 ms (data sheet table 0-2), and answers nothing meanwhile. */
const ASK_EVERY_MS = 250;
/** From fusion to configuration 19 ms, and back 7 ms (data sheet table 3-6). */
const MODE_CHANGE_MS = 30;
/**
 * Until its status says that it fuses (assumed). The chip begins with a new heading: whoever keeps the old one over a short silence (300 ms,
 * controller/safety/motionSensors) must notice.
 */
const START_MS = 400;
const HEALTH_EVERY_MS = 1000;
/** Twelve samples missed: whatever comes back may have lost its power, and with it mode and units. */
const LOST_AFTER_MS = 250;

type Stage =
  | { readonly kind: 'asking'; readonly askedAtMs: number }
  | { readonly kind: 'configuring'; readonly sinceMs: number }
  | { readonly kind: 'starting'; readonly sinceMs: number }
  | { readonly kind: 'fusing'; readonly healthAskedAtMs: number };

interface Imu {
  /** Goes on with what is due; never waits. */
  step(nowMs: number): void;
  readonly sample: MotionSample | null;
  /** The chip behind the bus has forgotten what it was asked. */
  askAgain(): void;
}

export interface ReadImus {
  /** To be called in every tick; the first call begins to use the bus. */
  readonly read: () => MotionSamples;
  /** A chip that has booted again has forgotten the bus and what it was to read. */
  readonly askAgain: () => void;
}

/** Both motion sensors, without a timer of their own. @param isOpen whether the line is. */
export function makeImus(io: Firmata, nowMs: () => number, isOpen: () => boolean): ReadImus {
  let imus: { readonly head: Imu; readonly trunk: Imu } | undefined;
  const begin = () => {
    io.i2cConfig(0);
    return { head: makeImu(io, ADDRESS.head, nowMs), trunk: makeImu(io, ADDRESS.trunk, nowMs) };
  };
  return {
    read() {
      if (!isOpen()) return NO_MOTION_SAMPLES;
      imus ??= begin();
      const { head, trunk } = imus;
      const now = nowMs();
      head.step(now);
      trunk.step(now);
      return { head: head.sample, trunk: trunk.sample };
    },
    askAgain() {
      if (!imus) return;
      io.i2cConfig(0);
      imus.head.askAgain();
      imus.trunk.askAgain();
    },
  };
}

function makeImu(io: Firmata, address: number, nowMs: () => number): Imu {
  let stage: Stage = { kind: 'asking', askedAtMs: Number.NEGATIVE_INFINITY };
  let newest: MotionSample | undefined;
  let isCalibrated = false;

  const begin = (next: Stage) => {
    stage = next;
  };
  const ask = (now: number) => {
    newest = undefined;
    begin({ kind: 'asking', askedAtMs: now });
    readOnce(io, address, BNO055.chipId.register, 1, ([id]) => {
      if (stage.kind === 'asking' && id === BNO055.chipId.value) askHealth();
    });
  };
  const askHealth = () => {
    readOnce(io, address, BNO055.health.register, BNO055.health.count, hearHealth);
  };
  const hearHealth = (bytes: number[]) => {
    const health = readHealth(bytes);
    if (!health || stage.kind === 'configuring' || stage.kind === 'starting') return;
    if (health.isFusing) {
      isCalibrated ||= health.isGyroscopeCalibrated;
      if (stage.kind === 'fusing') return;
      readOn(io, address, hearSample);
      begin({ kind: 'fusing', healthAskedAtMs: nowMs() });
    } else {
      isCalibrated = false;
      newest = undefined;
      io.i2cWriteReg(address, BNO055.operatingMode, CONFIGURE);
      begin({ kind: 'configuring', sinceMs: nowMs() });
    }
  };
  const configure = (now: number) => {
    io.i2cWriteReg(address, BNO055.unitSelect, UNITS);
    io.i2cWriteReg(address, BNO055.axisMap, AXES_AS_PRINTED.map);
    io.i2cWriteReg(address, BNO055.axisSign, AXES_AS_PRINTED.sign);
    io.i2cWriteReg(address, BNO055.operatingMode, IMU_MODE);
    begin({ kind: 'starting', sinceMs: now });
  };
  const hearSample = (bytes: number[]) => {
    newest = readSample(bytes, nowMs()) ?? newest;
  };

  return {
    step(now) {
      switch (stage.kind) {
        case 'asking':
          if (now - stage.askedAtMs >= ASK_EVERY_MS) ask(now);
          return;
        case 'configuring':
          if (now - stage.sinceMs >= MODE_CHANGE_MS) configure(now);
          return;
        case 'starting':
          if (now - stage.sinceMs < START_MS) return;
          begin({ kind: 'asking', askedAtMs: now });
          askHealth();
          return;
        case 'fusing': {
          const heardAtMs = newest?.atMs ?? stage.healthAskedAtMs;
          if (now - heardAtMs > LOST_AFTER_MS) {
            isCalibrated = false;
            ask(now);
          } else if (now - stage.healthAskedAtMs >= HEALTH_EVERY_MS) {
            begin({ kind: 'fusing', healthAskedAtMs: now });
            askHealth();
          }
          return;
        }
      }
    },
    get sample() {
      return isCalibrated && stage.kind === 'fusing' ? (newest ?? null) : null;
    },
    askAgain() {
      newest = undefined;
      begin({ kind: 'asking', askedAtMs: Number.NEGATIVE_INFINITY });
    },
  };
}

/** firmata-io keeps a listener for every reply that never came, and gives the next one to all of them. */
function forget(io: Firmata, address: number, register: number): void {
  io.removeAllListeners(`I2C-reply-${address}-${register}`);
}

function readOnce(
  io: Firmata,
  address: number,
  register: number,
  count: number,
  hear: (bytes: number[]) => void,
): void {
  forget(io, address, register);
  io.i2cReadOnce(address, register, count, hear);
}

/** Once in every sampling interval. */
function readOn(io: Firmata, address: number, hear: (bytes: number[]) => void): void {
  forget(io, address, BNO055.data.register);
  io.i2cRead(address, BNO055.data.register, BNO055.data.count, hear);
}
