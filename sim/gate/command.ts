import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { gatePersonOf } from '../../protocol/gatePerson.ts';
import { type GatePerson, gatePerson } from '../../protocol/gateVerdict.ts';
import { type Profile, profile as profileSchema } from '../../protocol/profile.ts';
import type { Candidate } from './candidate.ts';
import { REFUSE_LIST } from './fixtures/refuseList.ts';
import { DEFAULT_GATE_PERSON } from './person.ts';
import { GATED, learnedCandidate, shipped } from './shipped.ts';
import type { Size } from './sweep.ts';

export const HELP = `Whether a way of turning the head by the eyes is stable: reference/strategies.md §4.4.

  npm run sim -- gate [STRATEGY …] [--set NAME=VALUE …] [--person FILE] [--delay MS] [--seed N] [--smoke] [--json]
  npm run sim -- gate STRATEGY … --profile FILE --save [--delay MS]
  npm run sim -- gate --model FILE [--person FILE] [--delay MS] [--seed N] [--smoke] [--json]
  npm run sim -- gate --refuse-list [--must-pass] [--seed N] [--smoke] [--json]

  STRATEGY       ${GATED.join(', ')},
                 or a name of the refuse list; without any, all of the first; learned: the law in the profile
  --set …        a setting that is not the default
  --model FILE   a law that was fitted to recordings
  --person FILE  straight ahead, limits, range and delay of one person (protocol/gateVerdict.ts); else the defaults
  --profile FILE the same of the person of a profile, and the settings that it has for its own strategy
  --save         writes each verdict beside the profile, where Poise looks for it; only a whole sweep can be saved
  --delay MS     from eye to head, which the strategy has to stand (${DEFAULT_GATE_PERSON.delayBudgetMs})
  --refuse-list  everything that is known to be unstable, each run until it breaks what it is known for; with --json to the end
  --must-pass    everything that is known to be stable, with its margins
  --seed N       another seed than 1: other noise, other people, other targets
  --smoke        a small part of the sweep; admits nothing to anybody
  --json         one verdict per line

Exit code 0: every strategy passed, or, of the lists, each was judged as it should be. 1: it was not. 2: the command is wrong.`;

/** The command is wrong: nothing was run. */
export class UsageError extends Error {}

export interface Wish {
  readonly names: readonly string[];
  readonly seed: number;
  readonly size: Size;
  readonly person: GatePerson;
  readonly profile: Profile | undefined;
  readonly changed: Readonly<Record<string, number>>;
  readonly model: string | undefined;
  readonly isRefuseList: boolean;
  readonly isMustPass: boolean;
  readonly isJson: boolean;
  /** Where verdicts are kept, if they are. */
  readonly saveTo: string | undefined;
}

export function readWish(args: readonly string[]): Wish | 'help' {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      seed: { type: 'string', default: '1' },
      delay: { type: 'string' },
      set: { type: 'string', multiple: true, default: [] },
      model: { type: 'string' },
      person: { type: 'string' },
      profile: { type: 'string' },
      save: { type: 'boolean', default: false },
      smoke: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      'refuse-list': { type: 'boolean', default: false },
      'must-pass': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  const profile = values.profile === undefined ? undefined : profileIn(values.profile);
  if (profile && values.person !== undefined) throw new UsageError('--person, or --profile: not both.');
  if (values.save) checkSaved(profile, positionals, values);
  const person = profile ? gatePersonOf(profile.parameters) : personIn(values.person);
  return {
    names: positionals,
    profile,
    saveTo: values.save && values.profile !== undefined ? dirname(values.profile) : undefined,
    seed: wholeNumber('--seed', values.seed, 2 ** 31 - 1),
    size: values.smoke ? 'smoke' : 'full',
    person:
      values.delay === undefined
        ? person
        : { ...person, delayBudgetMs: wholeNumber('--delay', values.delay, 400) },
    changed: Object.fromEntries(values.set.map(settingOf)),
    model: values.model,
    isRefuseList: values['refuse-list'],
    isMustPass: values['must-pass'],
    isJson: values.json,
  };
}

function wholeNumber(option: string, text: string, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= most) return value;
  throw new UsageError(`${option} ${text}: must be a whole number from 0 to ${most}.`);
}

function settingOf(text: string): readonly [string, number] {
  const [, name, value] = /^(\w+)=(-?\d+(?:\.\d+)?)$/.exec(text) ?? [];
  if (name === undefined || value === undefined)
    throw new UsageError(`--set ${text}: must look like gainPerS=1.5.`);
  return [name, Number(value)];
}

function textOf(option: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new UsageError(`${option} ${file}: there is no such file.`);
  }
}

function personIn(file: string | undefined): GatePerson {
  if (file === undefined) return DEFAULT_GATE_PERSON;
  const text = textOf('--person', file);
  try {
    return gatePerson.parse(JSON.parse(text));
  } catch (error) {
    throw new UsageError(`--person ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function profileIn(file: string): Profile {
  const text = textOf('--profile', file);
  try {
    return profileSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new UsageError(`--profile ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** What could never admit anything is not kept where it looks as if it could. */
function checkSaved(
  profile: Profile | undefined,
  names: readonly string[],
  values: { readonly smoke: boolean; readonly 'refuse-list': boolean; readonly 'must-pass': boolean },
): void {
  if (!profile) throw new UsageError('--save: whose profile? Add --profile FILE.');
  if (values.smoke || values['refuse-list'] || values['must-pass'])
    throw new UsageError('--save: only the whole sweep of a strategy can be saved.');
  const stranger = names.find((name) => name !== 'learned' && !GATED.some((id) => id === name));
  if (names.length === 0 || stranger !== undefined)
    throw new UsageError(`--save: which strategy? One or more of ${GATED.join(', ')}, learned.`);
}

export function candidatesOf({ names, model, changed, profile }: Wish): readonly Candidate[] {
  if (model !== undefined) return [madeOf(model, learnedCandidate(textOf('--model', model)))];
  return (names.length > 0 ? names : GATED).map((name) =>
    name === 'learned'
      ? learnedOf(profile)
      : candidateNamed(name, {
          ...(name === profile?.gazeStrategy ? profile.gazeStrategySettings : {}),
          ...changed,
        }),
  );
}

function learnedOf(profile: Profile | undefined): Candidate {
  if (!profile?.learnedModel)
    throw new UsageError(
      'learned: whose law? Add --profile FILE of a profile that has one, or --model FILE.',
    );
  return madeOf('learned', learnedCandidate(JSON.stringify(profile.learnedModel)));
}

function madeOf(name: string, made: ReturnType<typeof shipped>): Candidate {
  if (made.kind === 'refused') throw new UsageError(`${name}: ${made.sentence} ${made.advice}`);
  return made.candidate;
}

function candidateNamed(name: string, changed: Wish['changed']): Candidate {
  const gated = GATED.find((id) => id === name);
  if (gated) return madeOf(name, shipped(gated, changed));
  const fixture = REFUSE_LIST.find(({ candidate }) => candidate.id === name);
  if (fixture) return fixture.candidate;
  throw new UsageError(`There is no strategy called ${name}. Try: ${GATED.join(', ')}`);
}
