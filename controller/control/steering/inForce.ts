import { createHash } from 'node:crypto';
import { gatePersonOf } from '../../../protocol/gatePerson.ts';
import { figuresHash, gatePersonHash, type ToEngage } from '../../../protocol/gateVerdict.ts';
import type { Profile } from '../../../protocol/profile.ts';
import { changedModel } from '../../gaze/strategies/learned/readModel.ts';
import { strategyOfProfile } from '../../gaze/strategies/ofProfile.ts';
import { needsGate } from '../../gaze/strategies/registry.ts';
import type { Refusal } from '../../gaze/strategies/settings.ts';
import type { Strategy } from '../../gaze/strategies/strategy.ts';
import { begun, type Law } from './law.ts';

/** The strategy of a profile and what a verdict on it must be for, made once when the profile comes into force. */
export interface SteeringInForce {
  /** From its beginning. */
  readonly law: Law;
  /** The same, for the test of its sides. */
  readonly strategy: Strategy<unknown>;
  readonly needsGate: boolean;
  /** All of what is about to be engaged but the delay, which changes. */
  readonly engages: Omit<ToEngage, 'delayMs'>;
}

/** Settings with which the strategy of a profile may not be used. */
export class StrategySettingsError extends Error {
  readonly id: string;
  readonly advice: string;

  constructor({ id, sentence, advice }: Refusal) {
    super(sentence);
    this.id = id;
    this.advice = advice;
  }
}

/** Undefined where the profile has no strategy. Throws StrategySettingsError for settings outside their bounds. */
export function steeringInForce(profile: Profile): SteeringInForce | undefined {
  const chosen = strategyOfProfile(profile);
  if (!chosen) return undefined;
  const { id, settings, built } = chosen;
  if (built.kind === 'refused') throw new StrategySettingsError(built);
  const changed = profile.learnedModel && changedModel(profile.learnedModel, sha256);
  if (changed) throw new StrategySettingsError(changed);
  return {
    law: begun(built.strategy),
    strategy: built.strategy,
    needsGate: needsGate(id),
    engages: {
      strategyId: id,
      settingsHash: figuresHash(settings),
      personHash: gatePersonHash(gatePersonOf(profile.parameters)),
    },
  };
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
