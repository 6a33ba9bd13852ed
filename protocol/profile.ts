import { z } from 'zod';
import { braceBuild, DEFAULT_BUILD } from './brace.ts';
import { learnedModel } from './learnedModel.ts';
import { DEFAULT_PARAMETERS, describeProblem, findParameterProblem, parameterValues } from './parameters.ts';
import { pose } from './pose.ts';
import { screenGeometry } from './screenGeometry.ts';
import { gazeStrategyId } from './steering.ts';

/** Who wears the brace: nobody may be skipped past an arming check with a patient profile loaded. */
const wearer = z.enum(['patient', 'simulated', 'bench']);

/** One person's settings, with the brace they wear. Saved whole, replaced whole. */
export const profile = z
  .strictObject({
    schemaVersion: z.literal(1),
    id: z.string().regex(/^[a-z0-9-]{1,40}$/),
    name: z.string().min(1).max(80),
    wearer,
    parameters: parameterValues,
    restPose: pose,
    /** Whether the person agreed to the announced return to the rest pose. */
    hasRetreatConsent: z.boolean(),
    /** A mask, a feeding tube, a tracheostomy: while that is not known, the head does not move by itself. */
    tubes: z.enum(['none', 'present', 'unknown']).default('unknown'),
    /** How the person sees the screen; null until it was asked, and nothing is told from where on it they look before. */
    screen: screenGeometry.nullable().default(null),
    /** How gaze steers the head, if it does. */
    gazeStrategy: gazeStrategyId.default('none'),
    /** Of that strategy, what is not its default. Its bounds are the strategy's own: control refuses a profile outside them. */
    gazeStrategySettings: z.record(z.string().max(40), z.number()).optional(),
    /** The law of the strategy 'learned', as the fitting tool wrote it. */
    learnedModel: learnedModel.optional(),
    build: braceBuild,
  })
  .readonly()
  .superRefine((value, context) => {
    const problem = findParameterProblem(value.parameters);
    if (problem)
      context.addIssue({ code: 'custom', message: describeProblem(problem), path: ['parameters'] });
  });
export type Profile = z.infer<typeof profile>;

/** The profile a new installation starts with: nobody's, on the simulated brace. */
export const DEFAULT_PROFILE: Profile = {
  schemaVersion: 1,
  id: 'simulated-person',
  name: 'Simulated person',
  wearer: 'simulated',
  parameters: DEFAULT_PARAMETERS,
  restPose: { yawDeg: 0, pitchDeg: 0, rollDeg: 0 },
  hasRetreatConsent: false,
  tubes: 'unknown',
  screen: null,
  gazeStrategy: 'none',
  build: DEFAULT_BUILD,
};
