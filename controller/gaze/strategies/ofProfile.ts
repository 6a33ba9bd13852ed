import type { LearnedModel } from '../../../protocol/learnedModel.ts';
import type { Profile } from '../../../protocol/profile.ts';
import type { GazeStrategyId } from '../../../protocol/steering.ts';
import { type Built, STRATEGIES } from './registry.ts';
import { defaultsOf, type SettingTable } from './settings.ts';

/** The strategy that a profile has chosen, with what it was built from or is refused for. */
export interface ChosenStrategy {
  readonly id: Exclude<GazeStrategyId, 'none'>;
  /** What a verdict of the gate must be for: the settings, or the whole model. */
  readonly settings: Readonly<Record<string, number>> | LearnedModel;
  readonly built: Built;
}

type Chosen = Pick<Profile, 'gazeStrategy' | 'gazeStrategySettings' | 'learnedModel'>;

/** Its defaults, and what the profile has instead; undefined where none is chosen. */
export function strategyOfProfile(profile: Chosen): ChosenStrategy | undefined {
  const { gazeStrategy: id, gazeStrategySettings = {}, learnedModel } = profile;
  if (id === 'none') return undefined;
  if (id === 'learned') {
    if (!learnedModel) return { id, settings: {}, built: NO_MODEL };
    const [strange] = Object.keys(gazeStrategySettings);
    const built = strange === undefined ? STRATEGIES.learned.build(learnedModel) : unsettable(strange);
    return { id, settings: learnedModel, built };
  }
  const entry = STRATEGIES[id];
  const settings = { ...defaultsOf<SettingTable>(entry.settings), ...gazeStrategySettings };
  return { id, settings, built: entry.build(settings) };
}

const NO_MODEL: Built = {
  kind: 'refused',
  id: 'learnedMissing',
  sentence: 'There is no learned law in the profile.',
  advice:
    'Make one from recordings: npm run sim -- learn, and choose its file; or choose another way of steering.',
};

function unsettable(setting: string): Built {
  return {
    kind: 'refused',
    id: 'settingUnknown',
    sentence: `A learned law has no settings, and none called ${setting.slice(0, 40)}.`,
    advice: 'Take it out, or choose the strategy that it belongs to.',
  };
}
