const NAMES_RULES = /^([A-Z]\d+(?:(?:, | and )[A-Z]\d+)*): /;

/** The rules that a test's name begins with, as in 'S22, S26: …'; none if it names none. */
export function rulesNamed(title: string): readonly string[] {
  return NAMES_RULES.exec(title)?.[1]?.split(/, | and /) ?? [];
}
