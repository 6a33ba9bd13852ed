import { createHash } from 'node:crypto';
import type { PerServo, Pose } from '../../protocol/pose.ts';
import type { Profile } from '../../protocol/profile.ts';
import { SPEED_WINDOW_MS } from '../scenarios/criteria.ts';
import { rotationBetweenDeg } from '../scenarios/rotation.ts';

/** Slower than this over a speed window, a head is at rest: 1.25°/s, below what a chest that breathes does to it. */
const AT_REST_DEG = 0.05;
/** The firmware notices silence after 200 ms, a stopping ramp takes 175 ms, and a heavy head settles on its servos. */
const SETTLED_WITHIN_MS = 500;

/** What one millisecond of the physics shows. */
export interface Sight {
  readonly band: Pose;
  readonly pulsesUs: PerServo<number | null>;
  readonly isServoPowerOn: boolean;
  /** A movement that somebody wants is under way, as control says. */
  readonly isMovementLive: boolean;
}

/** The span over which the firmware too holds the speed (DESIGN 'Firmware interlock'); the profile's is never left over it. */
const SUSTAINED_MS = 250;

/** All of it from the physics, from the fault to the end of the run. */
export interface Figures {
  /** By how much the fastest 250 ms were over the profile's speed, as below; °/s; negative: never. */
  readonly sustainedOverDegPerS: number;
  /** Fastest 40 ms of the band, as a share of the profile's speed of that axis; of the retreat's, until it was moved on purpose. */
  readonly speedRatio: number;
  /** The same before anybody moved it again: what the fault did. */
  readonly faultSpeedRatio: number;
  /** By how much the fastest 40 ms were over that speed, °/s; negative: never. */
  readonly overDegPerS: number;
  readonly faultOverDegPerS: number;
  /** How far the band was outside the hard ellipsoid at most, degrees; 0: never. */
  readonly beyondHardDeg: number;
  /** Largest rotation of the band from where it was when the fault began, until it was moved on purpose. */
  readonly travelDeg: number;
  /** Largest rotation after the reconnection, until it was moved on purpose; null: the movement had never ended. */
  readonly reconnectDeg: number | null;
  /** How long a servo was without pulses or power. */
  readonly torqueOffMs: number;
  /** Largest difference between two pulses of one servo that followed one another. */
  readonly pulseStepUs: number;
  /** From the fault until the head had turned by 1° and had left the hard limit; null: never. */
  readonly oneDegreeAtMs: number | null;
  readonly hardLimitAtMs: number | null;
  /** SHA-256 of every pose. */
  readonly hash: string;
}

export interface Meter {
  see(sight: Sight): void;
  faultBegins(): void;
  reconnects(): void;
  /** Somebody moves the head on purpose. */
  movedOnPurpose(): void;
  figures(): Figures;
}

const AXES = ['yawDeg', 'pitchDeg', 'rollDeg'] as const;

/** Degrees beyond the ellipsoid of the hard limits, on the line to its centre. */
export function beyondHardDeg({ yawDeg, pitchDeg, rollDeg }: Pose, { parameters }: Profile): number {
  const pitchLimitDeg = pitchDeg >= 0 ? parameters.flexionHardDeg : parameters.extensionHardDeg;
  const norm = Math.hypot(
    yawDeg / parameters.yawHardDeg,
    pitchDeg / pitchLimitDeg,
    rollDeg / parameters.rollHardDeg,
  );
  return norm <= 1 ? 0 : Math.hypot(yawDeg, pitchDeg, rollDeg) * (1 - 1 / norm);
}

/** @param slowestDegPerS bounds every axis until somebody moves the head on purpose: the speed of a retreat, or none. */
export function createMeter(profile: Profile, slowestDegPerS = Number.POSITIVE_INFINITY): Meter {
  const { parameters } = profile;
  const limitDegPerS = {
    yawDeg: parameters.yawSpeedDegPerS,
    pitchDeg: parameters.pitchSpeedDegPerS,
    rollDeg: parameters.rollSpeedDegPerS,
  };
  const hash = createHash('sha256');
  const recent: Pose[] = [];
  const lastPulseUs: (number | null)[] = [null, null, null];
  let at: Pose | undefined;
  let sinceFaultMs: number | undefined;
  let before: Pose | undefined;
  let sinceReconnectMs: number | undefined;
  let rest: Pose | undefined;
  let isMoved = false;
  let hasGoneOn = false;
  let [speedRatio, faultSpeedRatio] = [0, 0];
  let [overDegPerS, faultOverDegPerS] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let sustainedOverDegPerS = Number.NEGATIVE_INFINITY;
  let [beyondDeg, travelDeg, reconnectDeg] = [0, 0, 0];
  let [torqueOffMs, pulseStepUs] = [0, 0];
  let oneDegreeAtMs: number | null = null;
  let hardLimitAtMs: number | null = null;

  const allowedDegPerS = (axis: (typeof AXES)[number]): number =>
    isMoved ? limitDegPerS[axis] : Math.min(limitDegPerS[axis], slowestDegPerS);

  function seeSustained(band: Pose, earlier: Pose): void {
    for (const axis of AXES) {
      const degPerS = (Math.abs(band[axis] - earlier[axis]) * 1000) / SUSTAINED_MS;
      sustainedOverDegPerS = Math.max(sustainedOverDegPerS, degPerS - allowedDegPerS(axis));
    }
  }

  function seeSpeed(band: Pose, earlier: Pose): void {
    for (const axis of AXES) {
      const degPerS = (Math.abs(band[axis] - earlier[axis]) * 1000) / SPEED_WINDOW_MS;
      const allowed = allowedDegPerS(axis);
      const ratio = degPerS / allowed;
      speedRatio = Math.max(speedRatio, ratio);
      overDegPerS = Math.max(overDegPerS, degPerS - allowed);
      if (isMoved) continue;
      faultSpeedRatio = speedRatio;
      faultOverDegPerS = overDegPerS;
    }
  }

  function seePulses(pulsesUs: PerServo<number | null>, isCounted: boolean): void {
    for (const [servo, pulseUs] of pulsesUs.entries()) {
      const last = lastPulseUs[servo] ?? null;
      if (pulseUs === null) continue;
      if (isCounted && last !== null) pulseStepUs = Math.max(pulseStepUs, Math.abs(pulseUs - last));
      lastPulseUs[servo] = pulseUs;
    }
  }

  function seeReconnection(band: Pose, earlier: Pose | undefined, isMovementLive: boolean): void {
    if (sinceReconnectMs === undefined || isMoved) return;
    sinceReconnectMs += 1;
    if (rest) {
      reconnectDeg = Math.max(reconnectDeg, rotationBetweenDeg(rest, band));
      return;
    }
    const isSettled = sinceReconnectMs > SETTLED_WITHIN_MS;
    // A movement that the fault did not end is no jerk; once it has ended, nothing is left to compare with.
    hasGoneOn ||= isMovementLive && isSettled;
    if (hasGoneOn) return;
    const isAtRest = earlier !== undefined && rotationBetweenDeg(earlier, band) < AT_REST_DEG;
    if ((isAtRest && !isMovementLive) || isSettled) rest = band;
  }

  return {
    see({ band, pulsesUs, isServoPowerOn, isMovementLive }) {
      hash.update(Float64Array.of(band.yawDeg, band.pitchDeg, band.rollDeg));
      at = band;
      const earlier = recent.at(-SPEED_WINDOW_MS);
      const longEarlier = recent.length === SUSTAINED_MS ? recent.shift() : undefined;
      recent.push(band);
      seePulses(pulsesUs, sinceFaultMs !== undefined);
      if (sinceFaultMs === undefined || !before) return;
      sinceFaultMs += 1;
      if (earlier) seeSpeed(band, earlier);
      if (longEarlier) seeSustained(band, longEarlier);
      const outsideDeg = beyondHardDeg(band, profile);
      beyondDeg = Math.max(beyondDeg, outsideDeg);
      if (outsideDeg > 0) hardLimitAtMs ??= sinceFaultMs;
      if (!isServoPowerOn || pulsesUs.includes(null)) torqueOffMs += 1;
      if (!isMoved) {
        const turnedDeg = rotationBetweenDeg(before, band);
        travelDeg = Math.max(travelDeg, turnedDeg);
        if (turnedDeg >= 1) oneDegreeAtMs ??= sinceFaultMs;
      }
      seeReconnection(band, earlier, isMovementLive);
    },
    faultBegins() {
      sinceFaultMs = 0;
      before = at;
    },
    reconnects() {
      sinceReconnectMs ??= 0;
    },
    movedOnPurpose() {
      isMoved = true;
    },
    figures: () => ({
      sustainedOverDegPerS,
      speedRatio,
      faultSpeedRatio,
      overDegPerS,
      faultOverDegPerS,
      beyondHardDeg: beyondDeg,
      travelDeg,
      reconnectDeg: rest ? reconnectDeg : null,
      torqueOffMs,
      pulseStepUs,
      oneDegreeAtMs,
      hardLimitAtMs,
      hash: hash.copy().digest('hex'),
    }),
  };
}
