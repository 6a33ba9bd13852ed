import type { LearnedModel } from '../../../../protocol/learnedModel.ts';
import { atRest, gainShare, headOf, lookOf, lookReason, ON_THEIR_WAY } from '../look.ts';
import type { Refusal } from '../settings.ts';
import type { Strategy } from '../strategy.ts';
import { LARGEST_LOOK_DEG, lawRefusal, learnedSlope } from './judge.ts';
import { learnedRate } from './law.ts';

/** The head turns as recorded heads turned for the same look: a sum of a few terms, fitted, with nothing hidden in it. */
export function learned(
  model: LearnedModel,
): { readonly kind: 'made'; readonly strategy: Strategy<null> } | Refusal {
  return lawRefusal(model) ?? { kind: 'made', strategy: madeOf(model) };
}

function madeOf(model: LearnedModel): Strategy<null> {
  const slopePerS = learnedSlope(model);
  return {
    id: 'learned',
    needs: 'eyeInHead',
    initial: null,
    propose(state, inputs) {
      const look = lookOf(inputs, LARGEST_LOOK_DEG);
      if (look.kind === 'nothing') return atRest(state, look.reason);
      if (!inputs.gaze.isFixating) return atRest(state, ON_THEIR_WAY);
      const head = headOf(inputs);
      if (head.kind === 'nothing') return atRest(state, head.reason);
      const rate = learnedRate(model, look.at, head.at);
      const share = gainShare(slopePerS, inputs.person);
      return {
        state,
        wish: {
          kind: 'rate',
          rate: { yawDegPerS: share * rate.yawDegPerS, pitchDegPerS: share * rate.pitchDegPerS },
        },
        reason: lookReason(look.eccentricityDeg),
      };
    },
  };
}
