import type { Pose } from '../protocol/pose.ts';

/** A pose for a person who reads a terminal. */
export function poseWords(pose: Pose | null): string {
  if (!pose) return 'a position that is not known';
  const { yawDeg, pitchDeg, rollDeg } = pose;
  return `yaw ${yawDeg.toFixed(1)}°, pitch ${pitchDeg.toFixed(1)}°, roll ${rollDeg.toFixed(1)}°`;
}

/** Nothing answers at the device. */
export function noBrace(device: string): string {
  return `finds no brace at ${device}. It is tried again every second; check the cable and the power.`;
}
