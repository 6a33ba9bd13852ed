import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { braceCommand } from '../../sim/brace/commands.ts';
import { FAULT_NAMES } from '../../sim/faults/faults.ts';
import { parseScenario } from '../../sim/scenarios/read.ts';
import { criterion, scenario } from '../../sim/scenarios/schema.ts';

const PAGE = readFileSync(new URL('../../sim/README.md', import.meta.url), 'utf8');

/** The names in the first column of the table under a heading. */
function namesUnder(heading: string): readonly string[] {
  const section = PAGE.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const cells = section.split('\n').flatMap((line) => /^\| (`.*?) +\|/.exec(line)?.[1] ?? []);
  return cells.flatMap((cell) =>
    [...(cell.split(' with ')[0]?.matchAll(/`(\w+)`/g) ?? [])].map(([, name]) => name ?? ''),
  );
}

describe('the page for testers', () => {
  it('shows a scenario that can be run', () => {
    const text = /```yaml\n(.*?)```/s.exec(PAGE)?.[1] ?? '';
    expect(parseScenario(text, 'README.md').criteria).not.toEqual([]);
  });

  it('names every fault, every measure and every command of the truth socket, and no other', () => {
    const measures = criterion.options.map(({ shape }) => shape.measure.value);
    const commands = braceCommand.options.map(({ shape }) => shape.type.value);
    expect(namesUnder('Faults, by name').toSorted()).toEqual(FAULT_NAMES.toSorted());
    expect(namesUnder('What can be measured').toSorted()).toEqual(measures.toSorted());
    expect(namesUnder('A brace in real time').toSorted()).toEqual(commands.toSorted());
  });

  it('names every field of a scenario that is no mere name', () => {
    const told = ['name', 'description', 'seed'];
    const fields = Object.keys(scenario.shape).filter((field) => !told.includes(field));
    expect(namesUnder('Write one').toSorted()).toEqual(fields.toSorted());
  });
});
