import type { StateName } from '../../protocol/states.ts';

/**
 * What control may send in a state: 'listen' nothing but questions; 'prepare' limits, first pulses and frames that keep still;
 * 'still' comes to rest and stays there; 'move' may change pulses; 'release' may ask for torque-off.
 */
export type Permission = 'listen' | 'prepare' | 'still' | 'move' | 'release';

interface Output {
  readonly state: StateName;
  readonly permission: Permission;
}

/** Outputs are a table of the machine's value, not what entry actions happened to do. A value that is not here latches. */
export const OUTPUTS = {
  starting: { state: 'starting', permission: 'listen' },
  selfTest: { state: 'selfTest', permission: 'prepare' },
  'standby.calm': { state: 'standby', permission: 'still' },
  'standby.asked': { state: 'standby', permission: 'still' },
  ready: { state: 'ready', permission: 'still' },
  'engaged.moving': { state: 'engaged', permission: 'move' },
  'engaged.slowed': { state: 'engaged', permission: 'still' },
  'paused.calm': { state: 'paused', permission: 'still' },
  'paused.asked': { state: 'paused', permission: 'still' },
  'retreating.announced': { state: 'retreating', permission: 'still' },
  'retreating.moving': { state: 'retreating', permission: 'move' },
  protectiveHold: { state: 'protectiveHold', permission: 'still' },
  supportedRelease: { state: 'supportedRelease', permission: 'release' },
  stopped: { state: 'stopped', permission: 'still' },
} as const satisfies Readonly<Record<string, Output>>;

/** The machine's value, as one name. */
export type Leaf = keyof typeof OUTPUTS;

export function isLeaf(name: string): name is Leaf {
  return Object.hasOwn(OUTPUTS, name);
}
