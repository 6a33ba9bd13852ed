/**
 * What a person is told: one plain sentence that says what is, and advice that says what to do now. Ids are stable and
 * never reused; the sentence may be reworded and is translated by id.
 */
export interface Words {
  readonly sentence: string;
  readonly advice: string;
}
