/** The whole numbers of `--name value` options, with their defaults. @throws RangeError for another option or value. */
export function readOptions<Name extends string>(
  given: readonly string[],
  defaults: Readonly<Record<Name, number>>,
): Record<Name, number> {
  const options: Record<string, number> = { ...defaults };
  for (let index = 0; index < given.length; index += 2) {
    const name = given[index]?.replace(/^--/, '') ?? '';
    const value = Number(given[index + 1]);
    if (!(name in defaults)) throw new RangeError(`there is no option ${given[index]}`);
    if (!Number.isSafeInteger(value) || value < 0)
      throw new RangeError(`--${name} takes a whole number, not ${given[index + 1]}`);
    options[name] = value;
  }
  return options;
}
