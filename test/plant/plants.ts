import { ACTIONS, FAILSAFE, type FailsafeRow } from '../../controller/safety/failsafe.ts';
import { FAULT_IDS } from '../../protocol/faults.ts';
import { PARAMETER_IDS, PARAMETERS } from '../../protocol/parameters.ts';
import type { Rule } from '../evidence/rulePages.ts';
import type { Figure } from './figures.ts';
import type { Judges } from './judges.ts';
import type { Edit } from './source.ts';

/** One mistake, and the tests of which at least one must fail. */
export interface Plant extends Judges {
  /** What was changed, for people. */
  readonly title: string;
  readonly edit: Edit;
}

const FAILSAFE_FILE = 'controller/safety/failsafe.ts';
const PARAMETERS_FILE = 'protocol/parameters.ts';
const FACTORS = [0.8, 1.2];
/** Where a row acts at once, a grace that would go unnoticed by a person is still a mistake. */
const GRACE_FOR_NONE_MS = 30;

const CLEARS = ['self', 'acknowledge', 'restart'] as const satisfies readonly FailsafeRow['clears'][];
const TAKEOVERS = ['patient', 'attendant', 'nobody'] as const satisfies readonly FailsafeRow['takeover'][];
const RETREATS = ['wanted', 'open', 'forbidden'] as const satisfies readonly FailsafeRow['retreat'][];

/** Each row's action (one milder, one more severe), grace, and clear, takeover and retreat policy, one at a time. */
export function rowPlants(rules: readonly Rule[]): readonly Plant[] {
  return FAULT_IDS.flatMap((id) => {
    const owners = rules.filter(({ text }) => text.includes(`\`${id}\``)).map((rule) => rule.id);
    return changesOf(FAILSAFE[id]).map(
      (change): Plant => ({
        title: `${id}: ${sayChange(FAILSAFE[id], change)}`,
        edit: { kind: 'entry', file: FAILSAFE_FILE, name: 'FAILSAFE', key: id, change },
        rules: owners,
        word: id,
      }),
    );
  });
}

function changesOf(row: FailsafeRow): readonly Partial<FailsafeRow>[] {
  const rank = ACTIONS.indexOf(row.action);
  const actions = [ACTIONS[rank - 1], ACTIONS[rank + 1]].filter(
    (action) => action !== undefined && action !== 'none',
  );
  const usualMs = typeof row.grace === 'number' ? row.grace : PARAMETERS[row.grace].default;
  const graces = usualMs === 0 ? [GRACE_FOR_NONE_MS] : FACTORS.map((factor) => Math.round(usualMs * factor));
  return [
    ...actions.map((action) => ({ action })),
    ...graces.map((grace) => ({ grace })),
    ...CLEARS.filter((clears) => clears !== row.clears).map((clears) => ({ clears })),
    ...TAKEOVERS.filter((takeover) => takeover !== row.takeover).map((takeover) => ({ takeover })),
    ...RETREATS.filter((retreat) => retreat !== row.retreat).map((retreat) => ({ retreat })),
  ];
}

function sayChange(row: FailsafeRow, change: Partial<FailsafeRow>): string {
  return Object.entries(change)
    .map(([field, value]) => `${field} ${row[field as keyof FailsafeRow]} -> ${value}`)
    .join(', ');
}

/** Each figure a fifth smaller and a fifth larger. */
export function figurePlants(figures: readonly Figure[]): readonly Plant[] {
  return figures
    .filter(({ rules }) => rules.length > 0)
    .flatMap(({ file, name, rules }) =>
      FACTORS.map(
        (factor): Plant => ({
          title: `${file} ${name} × ${factor}`,
          edit: { kind: 'scale', file, name, factor },
          rules,
          word: undefined,
        }),
      ),
    );
}

/** The defaults of the parameters that a rule names together with their figure. */
export function defaultPlants(rules: readonly Rule[]): readonly Plant[] {
  return PARAMETER_IDS.flatMap((id) => {
    const usual = PARAMETERS[id].default;
    const figure = new RegExp(`(?<![\\d.])${RegExp.escape(String(usual))}(?![\\d.])`);
    const owners = rules.filter(({ text }) => text.includes(`\`${id}\``) && figure.test(text));
    if (owners.length === 0) return [];
    return FACTORS.map((factor): Plant => {
      const change = { default: usual * factor };
      return {
        title: `${id}: default ${usual} -> ${change.default}`,
        edit: { kind: 'entry', file: PARAMETERS_FILE, name: 'PARAMETERS', key: id, change },
        rules: owners.map((rule) => rule.id),
        word: undefined,
      };
    });
  });
}
