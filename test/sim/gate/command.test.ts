import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { steeringInForce } from '../../../controller/control/steering/inForce.ts';
import { USUAL_DELAY_BUDGET_MS } from '../../../protocol/gatePerson.ts';
import { gateVerdict } from '../../../protocol/gateVerdict.ts';
import { DEFAULT_PROFILE } from '../../../protocol/profile.ts';
import { worst } from '../../../sim/gate/found.ts';
import { gate } from '../../../sim/gate/main.ts';
import { MODEL } from '../../controller/gaze/strategies/models.ts';

let said: string[] = [];
let wrong: string[] = [];

beforeEach(() => {
  [said, wrong] = [[], []];
  vi.spyOn(console, 'log').mockImplementation((line: string) => said.push(line));
  vi.spyOn(console, 'error').mockImplementation((line: string) => wrong.push(line));
});
afterEach(() => vi.restoreAllMocks());

it('a refused strategy ends with 1, and its verdict is one line', async () => {
  expect(await gate(['gate70-trap', '--smoke', '--json'])).toBe(1);
  expect(said).toHaveLength(1);
  const verdict = gateVerdict.parse(JSON.parse(said[0] ?? ''));
  expect(verdict).toMatchObject({ strategyId: 'gate70-trap', verdict: 'refused', size: 'smoke' });
});

it('a setting that is not the default is the one that is judged', async () => {
  expect(await gate(['affine', '--set', 'yawGainPerS=2.6', '--delay', '300', '--smoke'])).toBe(1);
  expect(said.join('\n')).toMatch(/REFUSED +loopGain +0\.78/);
});

it.each([
  [['nonsense'], 'There is no strategy called nonsense'],
  [['affine', '--set', 'yawGainPerS'], '--set yawGainPerS'],
  [['affine', '--set', 'yawGainPerS=99'], 'yawGainPerS'],
  [['--delay', '500'], '--delay 500'],
  [['--person', 'no-such-file'], 'there is no such file'],
  [['--model', 'no-such-file'], 'there is no such file'],
  [['--what'], '--what'],
  [['affine', '--save'], 'Add --profile'],
  [['affine', '--profile', 'no-such-file'], 'there is no such file'],
  [['affine', '--profile', 'package.json'], 'schemaVersion'],
])('%j ends with 2 and runs nothing', async (args, sentence) => {
  expect(await gate(args)).toBe(2);
  expect(said).toEqual([]);
  expect(wrong.join('\n')).toContain(sentence);
});

describe('for the person of a profile', () => {
  let directory = '';
  let file = '';
  const profile = {
    ...DEFAULT_PROFILE,
    parameters: { ...DEFAULT_PROFILE.parameters, yawSpeedDegPerS: 20 },
    gazeStrategy: 'vectorLinear',
    gazeStrategySettings: { gainPerS: 1.2 },
  } as const;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'poise-gate-'));
    file = join(directory, 'profile.json');
    await writeFile(file, JSON.stringify(profile));
  });
  afterEach(() => rm(directory, { recursive: true }));

  it('judges the settings and the person that control asks a verdict for', async () => {
    await gate(['vectorLinear', '--profile', file, '--smoke', '--json']);
    const verdict = gateVerdict.parse(JSON.parse(said[0] ?? ''));
    expect({ ...verdict, delayMs: 200 }).toMatchObject(steeringInForce(profile)?.engages ?? {});
    expect(verdict.delayBudgetMs).toBe(USUAL_DELAY_BUDGET_MS);
    await gate(['affine', '--profile', file, '--smoke', '--json']);
    const other = gateVerdict.parse(JSON.parse(said[1] ?? ''));
    const affine = { ...DEFAULT_PROFILE, parameters: profile.parameters, gazeStrategy: 'affine' } as const;
    expect(other).toMatchObject(steeringInForce(affine)?.engages ?? {});
  });

  it('judges the learned law of the profile, as control asks a verdict for it; a changed one is refused', async () => {
    const withLaw = {
      ...profile,
      gazeStrategy: 'learned',
      gazeStrategySettings: {},
      learnedModel: MODEL,
    } as const;
    await writeFile(file, JSON.stringify(withLaw));
    await gate(['learned', '--profile', file, '--smoke', '--json']);
    const verdict = gateVerdict.parse(JSON.parse(said[0] ?? ''));
    expect({ ...verdict, delayMs: 200 }).toMatchObject(steeringInForce(withLaw)?.engages ?? { none: true });
    await writeFile(file, JSON.stringify({ ...withLaw, learnedModel: { ...MODEL, name: 'Another' } }));
    expect(await gate(['learned', '--profile', file, '--save'])).toBe(2);
    expect(wrong.join('\n')).toContain('was changed after it was made');
  });

  it.each([
    [['vectorLinear', '--smoke'], 'only the whole sweep'],
    [['--refuse-list'], 'only the whole sweep'],
    [['gate70-trap'], 'which strategy'],
    [[], 'which strategy'],
    [['vectorLinear', '--person', 'package.json'], 'not both'],
    [['learned'], 'whose law?'],
  ])('keeps nothing that could never admit: %j', async (args, sentence) => {
    expect(await gate([...args, '--profile', file, '--save'])).toBe(2);
    expect(wrong.join('\n')).toContain(sentence);
    expect(await readdir(directory)).toEqual(['profile.json']);
  });
});

it('the worst of nothing is no number, which holds nowhere', () => {
  expect(worst([]).value).toBeNaN();
  expect(
    worst([
      { value: 3, where: 'a' },
      { value: Number.NaN, where: 'b' },
      { value: 9, where: 'c' },
    ]).value,
  ).toBeNaN();
});
