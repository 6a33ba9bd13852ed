import { z } from 'zod';
import { learnedModel } from './learnedModel.ts';
import { screenGeometry } from './screenGeometry.ts';
import { gazeStrategyId } from './steering.ts';

/** What a profile says of steering by gaze; a person chooses it whole, since what suits hangs on what else is chosen. */
export const steeringChoice = z
  .strictObject({
    /** How the person sees the screen; null until it was asked, and nothing is told from where on it they look before. */
    screen: screenGeometry.nullable(),
    gazeStrategy: gazeStrategyId,
    /** Of that strategy, what is not its default. Its bounds are the strategy's own: control refuses what is outside them. */
    gazeStrategySettings: z.record(z.string().max(40), z.number()),
    /** The law of the strategy 'learned'; kept while another is chosen. */
    learnedModel: learnedModel.nullable(),
  })
  .readonly();
export type SteeringChoice = z.infer<typeof steeringChoice>;
