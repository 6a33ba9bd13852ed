import { readFileSync } from 'node:fs';
import type { FailsafeRow } from '../../../controller/safety/failsafe.ts';
import { FAULT_IDS, type FaultId } from '../../../protocol/faults.ts';
import { type ParameterId, type ParameterValues, parameterId } from '../../../protocol/parameters.ts';

/** A row of the table in controller/safety/RULES.md: the second, independent statement of the failsafe table. */
export type RuleRow = Omit<FailsafeRow, 'reason'>;

const PAGE = new URL('../../../controller/safety/RULES.md', import.meta.url);
const ROW = /^\| (\w+) +\| (\w+) +\| (\w+) +\| (\w+) +\| (\w+) +\| (\w+) +\|$/;

function readRows(): ReadonlyMap<string, RuleRow> {
  const rows = new Map<string, RuleRow>();
  for (const line of readFileSync(PAGE, 'utf8').split('\n')) {
    const [, fault, action, grace, clears, takeover, retreat] = ROW.exec(line) ?? [];
    if (fault === undefined || fault === 'fault') continue;
    if (rows.has(fault)) throw new Error(`RULES.md has two rows for ${fault}.`);
    const graceOrParameter = parameterId.safeParse(grace).data ?? Number(grace);
    rows.set(fault, { action, grace: graceOrParameter, clears, takeover, retreat } as RuleRow);
  }
  return rows;
}

const ROWS = readRows();

/** Faults that have a row in RULES.md. */
export const FAULTS_WITH_RULE: readonly string[] = [...ROWS.keys()];

/** What RULES.md says of a fault. */
export function ruleRow(id: FaultId): RuleRow {
  const row = ROWS.get(id);
  if (!row) throw new Error(`RULES.md has no row for ${id}; it has ${ROWS.size} of ${FAULT_IDS.length}.`);
  return row;
}

/** The grace that RULES.md gives a fault, ms. */
export function ruleGraceMs(id: FaultId, parameters: ParameterValues): number {
  const { grace } = ruleRow(id);
  return typeof grace === 'number' ? grace : parameters[grace as ParameterId];
}
