import { z } from 'zod';
import { gazeSource, trackerHealth } from './gazeSample.ts';
import { refusalId } from './refusals.ts';

interface StrategyWords {
  readonly label: string;
  readonly description: string;
}

/** How gaze may steer the head, one entry per law of `controller/gaze/strategies`. 'none' is where every profile begins. */
export const GAZE_STRATEGIES = {
  none: {
    label: 'Off',
    description: 'Looking turns nothing. The head moves only by what is chosen on the page.',
  },
  vectorLinear: {
    label: 'Follow the eyes',
    description: 'The head turns after the eyes, the faster the further they look from straight ahead.',
  },
} as const satisfies Readonly<Record<string, StrategyWords>>;

export type GazeStrategyId = keyof typeof GAZE_STRATEGIES;
export const GAZE_STRATEGY_IDS = Object.keys(GAZE_STRATEGIES) as readonly GazeStrategyId[];
export const gazeStrategyId = z.enum(GAZE_STRATEGY_IDS);

/** Who engages the clutch. A look needs two steps; a switch is one deliberate act, and so is an attendant's hand. */
export const engagedBy = z.enum(['gaze', 'switch', 'attendant']);
export type EngagedBy = z.infer<typeof engagedBy>;

export const SIDES = ['left', 'right'] as const;
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

/** What the gate said of a strategy with these settings; `settingsHash` is that of the saved profile it was judged for. */
export const steeringVerdict = z
  .strictObject({
    strategy: gazeStrategyId,
    settingsHash: z.string(),
    verdict: z.enum(['passed', 'refused']),
  })
  .readonly();
export type SteeringVerdict = z.infer<typeof steeringVerdict>;

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
  /** The strategy's own sentence: why the head turns, or why not. Empty with the clutch out. */
  reason: z.string(),
});
export type SteeringView = z.infer<typeof steeringView>;
