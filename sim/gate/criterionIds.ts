/** Stable: verdicts that are kept name them. */
export const CRITERION_IDS = [
  'range',
  'tail',
  'reversals',
  'jitter',
  'overshoot',
  'creep',
  'restError',
  'saturation',
  'rateDependence',
  'wrongWay',
  'outward',
  'searchError',
  'personSearch',
  'loopGain',
  'jump',
  'coupling',
  'blindTravel',
] as const;
export type CriterionId = (typeof CRITERION_IDS)[number];
