import {
  describeProblem,
  findParameterProblem,
  PARAMETERS,
  type ParameterId,
  type ParameterValues,
} from '../../protocol/parameters.ts';

/** What can be said about a value before it is sent. */
export interface DraftVerdict {
  /** The entered value differs from the saved one. */
  readonly isChanged: boolean;
  /** Why it cannot be applied, in the words control would use; null if nothing speaks against it. */
  readonly problem: string | null;
  /** Allowed, but outside the range for which no reason is needed. */
  readonly isUnusual: boolean;
}

/** Judges one entered value among the saved ones. An empty field is not a number. */
export function judgeDraft(saved: ParameterValues, id: ParameterId, entered: number): DraftVerdict {
  const problem = findParameterProblem({ ...saved, [id]: entered });
  const { recommended } = PARAMETERS[id];
  return {
    isChanged: entered !== saved[id],
    problem: problem ? describeProblem(problem) : null,
    isUnusual: entered < recommended.min || entered > recommended.max,
  };
}
