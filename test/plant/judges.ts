import { rulesNamed } from '../evidence/ruleNames.ts';

/** Which tests have to notice a mistake. */
export interface Judges {
  /** Those that name one of these rules. */
  readonly rules: readonly string[];
  /** And those that name any rule and have this word in a title. */
  readonly word: string | undefined;
}

/** A test's titles, outermost first, name one of the plant's rules, or any rule together with its word. */
export function isJudgeOf({ rules, word }: Judges, titles: readonly string[]): boolean {
  const named = titles.flatMap(rulesNamed);
  if (named.some((id) => rules.includes(id))) return true;
  const isSaid = word !== undefined && titles.some((title) => new RegExp(`\\b${word}\\b`).test(title));
  return isSaid && named.length > 0;
}
