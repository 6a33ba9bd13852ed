import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { parseScenario, readScenario, ScenarioError } from '../../../sim/scenarios/read.ts';

const SCENARIOS = fileURLToPath(new URL('../../../sim/scenarios/', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'poise-scenarios-'));
afterAll(() => rmSync(folder, { recursive: true }));

const SOUND = `name: Nod
description: A nod.
seed: 1
begin: ready
timeline:
  - look: nodDown
    mark: looks
  - when: { state: engaged }
    afterMs: 20
    fault: serialCut
    forS: 1
endsAfterS: 1
criteria:
  - id: holds
    sentence: The head stays
    measure: excursion
    from: looks
    to: end
    atMostDeg: 1
`;

function messageOf(text: string): string {
  try {
    parseScenario(text, 'nod.yaml');
  } catch (error) {
    if (error instanceof ScenarioError) return error.message;
    throw error;
  }
  return 'was taken';
}

describe('a scenario file', () => {
  it('is read, with defaults for the person', () => {
    const { person, timeline } = parseScenario(SOUND, 'nod.yaml');
    expect(person).toEqual({
      gazeSource: 'pointer',
      noiseDeg: 0.3,
      offsetDeg: 0.5,
      blinksPerMin: 11.4,
      pageInsists: false,
    });
    expect(timeline).toHaveLength(2);
  });

  it.each(readdirSync(SCENARIOS).filter((file) => file.endsWith('.yaml')))('%s is sound', (file) => {
    expect(readScenario(join(SCENARIOS, file)).criteria.length).toBeGreaterThan(0);
  });

  it.each<readonly [string, string, string, string]>([
    [
      'an unknown field',
      'seed: 1',
      'seed: 1\nsead: 2',
      'nod.yaml:4: sead is not a field here; allowed: name,',
    ],
    ['a field of a step', 'afterMs: 20', 'aftrMs: 20', 'nod.yaml:9: timeline[1].aftrMs is not a field here'],
    [
      'a field of a condition',
      'state: engaged',
      'stat: engaged',
      'timeline[1].when.stat is not a field here',
    ],
    [
      'a field of a criterion',
      'atMostDeg',
      'atMostDegs',
      'criteria[0].atMostDegs is not a field here; allowed',
    ],
    [
      'an unknown control',
      'nodDown',
      'nodDwn',
      'nod.yaml:6: timeline[0].look is "nodDwn"; allowed: away, closed',
    ],
    ['an unknown fault', 'serialCut', 'serialEaten', 'is "serialEaten"; allowed: serialCut, serialStalled'],
    [
      'an unknown measure',
      'excursion',
      'excurse',
      'criteria[0].measure must be one of bandChange, excursion',
    ],
    ['a missing field', 'seed: 1\n', '', 'nod.yaml:1: seed is missing; it must be a finite number.'],
    ['a fraction', 'seed: 1', 'seed: 1.5', 'nod.yaml:3: seed is 1.5; it must be a whole number.'],
    ['text for a number', 'seed: 1', 'seed: one', 'nod.yaml:3: seed is "one"; it must be a finite number.'],
    ['not a number', 'atMostDeg: 1', 'atMostDeg: .nan', 'atMostDeg is NaN; it must be a finite number.'],
    ['infinity', 'atMostDeg: 1', 'atMostDeg: .inf', 'atMostDeg is Infinity; it must be a finite number.'],
    ['a negative time', 'forS: 1', 'forS: -1', 'timeline[1].forS is -1; it must be at least 0.'],
    ['an endless time', 'forS: 1', 'forS: 1e9', 'timeline[1].forS is 1000000000; it must be at most 600.'],
    [
      'a setting that the fault does not take',
      'fault: serialCut',
      'fault: serialCut\n    with: { volts: 3 }',
      'gives serialCut "volts"; it takes nothing',
    ],
    [
      'a setting of another fault',
      'fault: serialCut',
      'fault: supplySag\n    with: { servo: 2 }',
      'gives supplySag "servo"; it takes volts',
    ],
    [
      'an unknown setting',
      'fault: serialCut',
      'fault: supplySag\n    with: { volt: 2 }',
      'timeline[1].with.volt is not a field here; allowed: share, ms, volts, servo',
    ],
    [
      'settings of nothing',
      'look: nodDown',
      'look: nodDown\n    with: { ms: 3 }',
      'gives "with" without a fault',
    ],
    [
      'a servo that is none',
      'fault: serialCut',
      'fault: potStuck\n    with: { servo: 4 }',
      'timeline[1].with.servo',
    ],
    [
      'an unknown build',
      'seed: 1',
      'seed: 1\nbrace: { resets: true }',
      'brace.resets is not a field here; allowed: resetsOnOpen',
    ],
    ['a time given twice', 'forS: 1', 'forS: 1\n    forMs: 5', 'gives forS and forMs; one of them is enough'],
    ['two kinds of time', 'afterMs: 20', 'atS: 3', 'gives "at" together with "after" or "when"'],
    ['an empty condition', '{ state: engaged }', '{}', 'has a "when" that says nothing'],
    [
      'a step without a deed',
      '    fault: serialCut\n    forS: 1\n',
      '',
      'timeline[1] does nothing; it needs one of',
    ],
    ['a duration of nothing', 'fault: serialCut', 'press: Space', 'gives "for" without a look or a fault'],
    [
      'an unknown moment',
      'from: looks',
      'from: lucks',
      '"lucks" is no moment of this scenario; allowed: start, end, looks',
    ],
    ['a moment named twice', 'afterMs: 20', 'mark: looks', 'names two moments "looks"'],
    [
      'no bound',
      '    atMostDeg: 1\n',
      '',
      'criteria[0] has no bound; it needs one of atMostDeg, atLeastDeg.',
    ],
    ['no criteria', SOUND.slice(SOUND.indexOf('criteria:')), 'criteria: []\n', 'criteria is empty.'],
    [
      'a pose out of reach',
      'seed: 1',
      'seed: 1\nperson: { startPose: { yawDeg: 41, pitchDeg: 0, rollDeg: 0 } }',
      'person.startPose is out of reach',
    ],
    [
      'a limit out of bounds',
      'seed: 1',
      'seed: 1\nprofile: { parameters: { yawSoftDeg: 41 } }',
      'yawSoftDeg is 41; it must be at most 40.',
    ],
    [
      'limits that contradict',
      'seed: 1',
      'seed: 1\nprofile: { parameters: { yawHardDeg: 20 } }',
      '"Turn, soft limit" may not exceed "Turn, hard limit".',
    ],
    ['a field twice', 'seed: 1', 'seed: 1\nseed: 2', 'nod.yaml:4: is not YAML: Map keys must be unique'],
    ['broken YAML', 'begin: ready', 'begin: [ready', 'is not YAML'],
  ])('with %s is refused in a sentence', (_what, from, to, expected) => {
    const text = SOUND.replace(from, to);
    expect(text).not.toBe(SOUND);
    expect(messageOf(text)).toContain(expected);
  });

  it.each([
    ['', 'nod.yaml:1: is null; it must be a list of fields.'],
    ['rubbish', 'nod.yaml:1: is "rubbish"; it must be a list of fields.'],
    ['- 1\n- 2', 'it must be a list of fields.'],
    ['\u0000\u0001', 'nod.yaml: is no text file.'],
  ])('that contains %j is refused', (text, expected) => {
    expect(messageOf(text)).toContain(expected);
  });

  it('is refused or read, whatever is in it, and never anything else', () => {
    const lines = SOUND.split('\n');
    fc.assert(
      fc.property(fc.nat(lines.length - 1), fc.string(), (line, rubbish) => {
        const message = messageOf(lines.with(line, rubbish).join('\n'));
        expect(message).toMatch(/^(nod\.yaml:|was taken$)/);
      }),
      { numRuns: 300 },
    );
  });

  it('that is not there, a folder or too large is refused', () => {
    expect(() => readScenario(join(folder, 'none.yaml'))).toThrow(/cannot be read \(there is no such file\)/);
    expect(() => readScenario(folder)).toThrow(/cannot be read \(it is a folder\)/);
    const large = join(folder, 'large.yaml');
    writeFileSync(large, `# ${'x'.repeat(1_000_001)}`);
    expect(() => readScenario(large)).toThrow(/larger than 1 MB/);
  });
});
