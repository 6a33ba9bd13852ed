import type { Pose } from '../protocol/pose.ts';

/** A pose for a person who reads a terminal. */
export function poseWords(pose: Pose | null): string {
  if (!pose) return 'a position that is not known';
  const { yawDeg, pitchDeg, rollDeg } = pose;
  return `yaw ${degrees(yawDeg)}, pitch ${degrees(pitchDeg)}, roll ${degrees(rollDeg)}`;
}

/** What rounds to nothing has no sign. */
const degrees = (value: number): string => `${value.toFixed(1).replace(/^-0\.0$/, '0.0')}°`;

/** Nothing answers at the device. */
export function noBrace(device: string): string {
  return `finds no brace at ${device}. It is tried again every second; check the cable and the power.`;
}
