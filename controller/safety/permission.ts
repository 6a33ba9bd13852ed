import type { StateName } from '../../protocol/states.ts';

/**
 * What control may send in a state: 'listen' nothing but questions; 'prepare' limits, first pulses and frames that keep still;
 * 'still' comes to rest and stays there; 'move' may change pulses; 'release' may ask for torque-off.
 */
export type Permission = 'listen' | 'prepare' | 'still' | 'move' | 'release';

/** Outputs are a table of the state, not what entry actions happened to do. */
export const PERMISSIONS: Readonly<Record<StateName, Permission>> = {
  starting: 'listen',
  selfTest: 'prepare',
  standby: 'still',
  ready: 'still',
  engaged: 'move',
  paused: 'still',
  retreating: 'move',
  protectiveHold: 'still',
  supportedRelease: 'release',
  stopped: 'still',
};
