import { z } from 'zod';
import { gazeSource, trackerHealth } from './gazeSample.ts';
import { refusalId } from './refusals.ts';

interface StrategyWords {
  readonly label: string;
  readonly description: string;
}

/**
 * How gaze may steer the head, in the order of `controller/gaze/strategies/registry.ts`, and the one place of their words. 'none' is
 * where every profile begins. Steps and places (`buttons`) have no entry, since pages offer them whatever is chosen here, each as a
 * movement of its own.
 */
export const GAZE_STRATEGIES = {
  none: {
    label: 'Off',
    description: 'Looking turns nothing. The head moves only by what is chosen on the page.',
  },
  worldHinge: {
    label: 'Turn toward far looks',
    description: 'The head goes part of the way toward what lies far to the side, and back when the eyes do.',
  },
  edgeZones: {
    label: 'Hold at the edge',
    description: 'The head turns slowly for as long as the eyes stay at an edge of the screen.',
  },
  vectorLinear: {
    label: 'Follow the eyes',
    description: 'The head turns after the eyes, the faster the further they look from straight ahead.',
  },
  vectorSoft: {
    label: 'Follow the eyes softly',
    description:
      'The head turns after the eyes, hardly at all for near looks and in proportion for far ones.',
  },
  lagVector: {
    label: 'Follow the eyes with a lag',
    description: 'The head turns after the eyes a moment later, and sets out and ends softly.',
  },
  vectorQuadratic: {
    label: 'Follow far looks faster',
    description: 'The head turns slowly after near looks and much faster after far ones.',
  },
  quadrant: {
    label: 'One direction at a time',
    description: 'The head turns or nods at one speed, toward the side to which the eyes look most.',
  },
  affine: {
    label: 'Follow the eyes in proportion',
    description: 'The head turns after every look in proportion, also after near ones.',
  },
  learned: {
    label: 'As it was learned',
    description: 'The head turns by a law that was fitted to recordings of eyes and heads.',
  },
} as const satisfies Readonly<Record<string, StrategyWords>>;

export type GazeStrategyId = keyof typeof GAZE_STRATEGIES;
export const GAZE_STRATEGY_IDS = Object.keys(GAZE_STRATEGIES) as readonly GazeStrategyId[];
export const gazeStrategyId = z.enum(GAZE_STRATEGY_IDS);

/** Who engages the clutch. A look needs two steps; a switch is one deliberate act, and so is an attendant's hand. */
export const engagedBy = z.enum(['gaze', 'switch', 'attendant']);
export type EngagedBy = z.infer<typeof engagedBy>;

/** Where the marks of the check lie: with them up and down are told apart as well as left and right; lids hang less over eyes that look up. */
export const SIDES = ['left', 'right', 'up'] as const;
export const side = z.enum(SIDES);
export type Side = z.infer<typeof side>;

/** Why the clutch has let go. */
export const RELEASE_CAUSES = [
  'asked',
  'stop',
  'fault',
  'lookedAway',
  'longBlink',
  'gazeLost',
  'gazeFrozen',
  'noIntent',
  'clock',
] as const;
export const releaseCause = z.enum(RELEASE_CAUSES);
export type ReleaseCause = z.infer<typeof releaseCause>;

/** Steering by gaze as pages show it. */
export const steeringView = z.strictObject({
  strategy: gazeStrategyId,
  /** The tracker that steers or would; null while none is heard. */
  source: gazeSource.nullable(),
  health: trackerHealth.nullable(),
  clutch: z.enum(['out', 'asked', 'in']),
  /** Why the clutch let go last; null while it is not out, or was never in. */
  released: releaseCause.nullable(),
  /** Why the clutch would be refused now; null while nothing speaks against it. */
  obstacle: refusalId.nullable(),
  /** For how long the clutch stays in without a deliberate act; null with the clutch out. */
  intentLeftMs: z.number().min(0).nullable(),
  /** The strategy's own sentence: why the head turns, or why not. Empty with the clutch out. */
  reason: z.string(),
  /** From the eyes to the head, in ms; null while it is not measured. */
  loopDelayMs: z.number().min(0).nullable(),
});
export type SteeringView = z.infer<typeof steeringView>;
