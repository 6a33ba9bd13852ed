import { parseArgs } from 'node:util';
import type { GazeStrategyId } from '../../protocol/steering.ts';
import { STEERING_IDS } from './steps.ts';

/** The command is wrong: nothing was run. */
export class UsageError extends Error {}

/** The options of this command, each with a value, and `--smoke`, `--json` and `--help`. Other ones are an error. */
export function readOptions<Name extends string>(
  args: readonly string[],
  defaults: Readonly<Record<Name, string>>,
): {
  readonly names: readonly string[];
  readonly values: Readonly<Record<Name, string>>;
  readonly isSmoke: boolean;
  readonly isJson: boolean;
  readonly isHelp: boolean;
} {
  const { values, positionals } = parsed(args, Object.keys(defaults));
  const given = (name: string, otherwise: unknown): string => String(values[name] ?? otherwise);
  const entries = Object.entries(defaults).map(([name, otherwise]) => [name, given(name, otherwise)]);
  return {
    names: positionals,
    values: Object.fromEntries(entries),
    isSmoke: values['smoke'] === true,
    isJson: values['json'] === true,
    isHelp: values['help'] === true,
  };
}

function parsed(args: readonly string[], named: readonly string[]) {
  const options: Record<string, { readonly type: 'string' | 'boolean'; readonly short?: string }> = {
    ...Object.fromEntries(named.map((name) => [name, { type: 'string' as const }])),
    smoke: { type: 'boolean' },
    json: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  };
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

export function wholeNumber(option: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new UsageError(`${option} ${text}: must be a whole number from ${least} to ${most}.`);
}

/** The ways of steering with these names; all of them without any name. */
export function strategiesNamed(names: readonly string[]): readonly GazeStrategyId[] {
  if (names.length === 0) return STEERING_IDS;
  return names.map((name) => {
    const id = STEERING_IDS.find((one) => one === name);
    if (id) return id;
    throw new UsageError(`There is no way of steering called ${name}. Try: ${STEERING_IDS.join(', ')}`);
  });
}
