import type { Profile } from '../../../protocol/profile.ts';
import type { GazeStrategyId } from '../../../protocol/steering.ts';
import { type Built, STRATEGIES } from './registry.ts';
import { defaultsOf, type SettingTable } from './settings.ts';

/** The strategy that a profile has chosen, with the settings that it was built from or is refused for. */
export interface ChosenStrategy {
  readonly id: Exclude<GazeStrategyId, 'none'>;
  readonly settings: Readonly<Record<string, number>>;
  readonly built: Built;
}

/** Its defaults, and what the profile has instead; undefined where none is chosen. */
export function strategyOfProfile({
  gazeStrategy: id,
  gazeStrategySettings,
}: Pick<Profile, 'gazeStrategy' | 'gazeStrategySettings'>): ChosenStrategy | undefined {
  if (id === 'none') return undefined;
  const entry = STRATEGIES[id];
  const settings = { ...defaultsOf<SettingTable>(entry.settings), ...gazeStrategySettings };
  return { id, settings, built: entry.build(settings) };
}
