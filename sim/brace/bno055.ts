import type { Matrix3 } from '../../controller/motion/kinematics/rotation.ts';
import { length } from '../../controller/motion/kinematics/rotation.ts';
import type { PartMotion } from '../body/body.ts';
import type { I2cDevice } from '../mcu/i2cBus.ts';
import type { Random } from '../random.ts';
import { createMotionUnit, type MotionData } from './motionUnit.ts';

/** Bosch BNO055 data sheet BST-BNO055-DS000 1.8: register map of page 0 (§4.3) and times of operation (table 0-2, §3.3). */
const REGISTER = {
  chipId: 0x00,
  pageId: 0x07,
  data: 0x08,
  calibration: 0x35,
  selfTest: 0x36,
  systemStatus: 0x39,
  unitSelect: 0x3b,
  operatingMode: 0x3d,
  systemTrigger: 0x3f,
  axisMap: 0x41,
} as const;
const IDENTITY = [0xa0, 0xfb, 0x32, 0x0f, 0x11, 0x03, 0x15, 0x00] as const;
const REGISTERS = 0x80;
const POWER_ON_MS = 400;
const RESET_MS = 650;
const FROM_CONFIG_MS = 7;
const TO_CONFIG_MS = 19;
const CONFIG = 0;
const IMU_PLUS = 0x08;
const NDOF = 0x0c;
const RESET_BIT = 0x20;
const RUNNING_FUSION = 5;
const FUSION_MS = 10;
/** The gyroscope counts as calibrated after this long at rest (seen on boards; the data sheet says "a few seconds"). */
const GYRO_CALIBRATION_MS = 2000;
const REST_DEG_PER_S = 3;
/** Held back before each byte, at 16 MHz: 180 µs, as measured by users of the chip on Bosch's forum. */
const STRETCH_CYCLES = 2880;

/** 'frozen': it answers with the same numbers for ever. 'spinning': it believes that it turns at 200°/s. */
export type Bno055Fault = 'none' | 'frozen' | 'spinning';

export interface Bno055 extends I2cDevice {
  /** Once per millisecond. */
  step(timeMs: number): void;
  /** As from no power: it boots, and knows nothing of its settings. */
  powerOn(): void;
  fault: Bno055Fault;
  stretchCycles: number;
  /** 0 configuration, 8 and 12 fusion without and with the magnetometer; null while it boots. */
  readonly mode: number | null;
}

/** @param sense asked every 10 ms while fusion runs. @param mounting sensor to part. */
export function createBno055(options: {
  readonly address: number;
  readonly random: Random;
  readonly mounting: Matrix3;
  /** Share of its lasting errors, 0 … 1; noise is always there. */
  readonly errorShare: number;
  readonly sense: () => PartMotion;
}): Bno055 {
  const { address, random, mounting, errorShare, sense } = options;
  const registers = new Uint8Array(REGISTERS);
  /** What a read of several bytes sees: that of its beginning (§3.7). */
  const shadow = new Uint8Array(REGISTERS);
  const unit = createMotionUnit(random, mounting, errorShare);
  let nowMs = 0;
  let readyAtMs = 0;
  let pointer = 0;
  let isPointerNext = false;
  let mode = CONFIG;
  let pending: { readonly mode: number; readonly atMs: number } | undefined;
  let restMs = 0;
  let last: MotionData | undefined;

  const boot = (ms: number) => {
    readyAtMs = nowMs + ms;
    registers.fill(0);
    registers.set(IDENTITY, REGISTER.chipId);
    registers[REGISTER.selfTest] = 0x0f;
    registers[REGISTER.unitSelect] = 0x80;
    registers[REGISTER.axisMap] = 0x24;
    mode = CONFIG;
    pending = undefined;
  };

  const enter = (next: number) => {
    mode = next;
    const isFusing = mode === IMU_PLUS || mode === NDOF;
    registers[REGISTER.operatingMode] = mode;
    registers[REGISTER.systemStatus] = isFusing ? RUNNING_FUSION : 0;
    registers.fill(0, REGISTER.data, REGISTER.calibration);
    restMs = 0;
    last = undefined;
    if (isFusing) unit.begin(sense());
  };

  const fuse = () => {
    const data = unit.next(sense(), FUSION_MS, device.fault === 'spinning');
    restMs = last && length(data.rateDegPerS) < REST_DEG_PER_S ? restMs + FUSION_MS : 0;
    last = data;
    registers.set(data.registers, REGISTER.data);
    const isCalibrated = (registers[REGISTER.calibration] ?? 0) !== 0 || restMs >= GYRO_CALIBRATION_MS;
    // Without the magnetometer the system's own two bits stay at 0.
    if (isCalibrated) registers[REGISTER.calibration] = mode === NDOF ? 0xff : 0x3c;
  };

  /** Settings are taken in configuration mode alone, §3.3; the mode itself always. */
  const put = (register: number, value: number) => {
    if (register === REGISTER.operatingMode) {
      const next = value & 0x0f;
      pending = { mode: next, atMs: nowMs + (next === CONFIG ? TO_CONFIG_MS : FROM_CONFIG_MS) };
    } else if (register === REGISTER.systemTrigger && value & RESET_BIT) boot(RESET_MS);
    else if (register === REGISTER.pageId || (mode === CONFIG && register >= REGISTER.unitSelect)) {
      registers[register] = value;
    }
  };

  const device: Bno055 = {
    address,
    fault: 'none',
    stretchCycles: STRETCH_CYCLES,
    get mode() {
      return nowMs < readyAtMs ? null : mode;
    },
    powerOn: () => boot(POWER_ON_MS),
    step(timeMs) {
      nowMs = timeMs;
      if (nowMs < readyAtMs) return;
      if (pending && nowMs >= pending.atMs) {
        const { mode: next } = pending;
        pending = undefined;
        if (next !== mode) enter(next);
      }
      const isFusing = mode === IMU_PLUS || mode === NDOF;
      if (isFusing && nowMs % FUSION_MS === 0 && device.fault !== 'frozen') fuse();
    },
    begin(isRead) {
      isPointerNext = !isRead;
      shadow.set(registers);
      return nowMs >= readyAtMs;
    },
    write(byte) {
      if (isPointerNext) pointer = byte % REGISTERS;
      else {
        put(pointer, byte);
        pointer = (pointer + 1) % REGISTERS;
      }
      isPointerNext = false;
      return true;
    },
    read() {
      const value = shadow[pointer] ?? 0;
      pointer = (pointer + 1) % REGISTERS;
      return value;
    },
    end: () => {},
  };
  boot(POWER_ON_MS);
  return device;
}
