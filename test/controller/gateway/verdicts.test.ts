import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { watchVerdicts } from '../../../controller/gateway/verdicts.ts';
import { readVerdicts, writeVerdict } from '../../../controller/store/verdictFiles.ts';
import { encodeLine, MAX_LINE_LENGTH } from '../../../protocol/channelCodec.ts';
import { GATE_VERSION, type GateVerdict } from '../../../protocol/gateVerdict.ts';
import { eventually, pause, startControlEnd, startHouse, temporaryDirectory } from './support.ts';

const figure = (index: number, isHeld: boolean) => ({
  criterion: `criterion ${index}`,
  value: index,
  most: 1,
  unit: '°',
  isHeld,
  where: 'stepYaw, ideal eyes, 200 ms, no lag, 90 Hz, limiter',
  sentence: `The head swings ${index}.`,
});
const VERDICT: GateVerdict = {
  gateVersion: GATE_VERSION,
  strategyId: 'vectorLinear',
  settingsHash: '0123456789abcdef',
  personHash: 'fedcba9876543210',
  delayBudgetMs: 200,
  seed: 1,
  size: 'full',
  verdict: 'passed',
  figures: [figure(0, true), figure(1, true)],
};
const WORD = { ...VERDICT, figures: [] };
const REFUSED: GateVerdict = {
  ...VERDICT,
  strategyId: 'affine',
  verdict: 'refused',
  figures: [figure(0, true), figure(1, false), figure(2, false)],
};

/** Puts text where a verdict would be. */
const put = (directory: string, name: string, text: string) => writeFile(join(directory, name), text);

test('S182: a verdict comes back as it was written, one for each strategy, and nothing is left beside it', async () => {
  const directory = await temporaryDirectory();
  await writeVerdict(directory, VERDICT);
  await writeVerdict(directory, REFUSED);
  const path = await writeVerdict(directory, { ...VERDICT, seed: 2 });
  expect(path).toBe(join(directory, 'gate.vectorLinear.json'));
  expect(await readVerdicts(directory)).toEqual({
    verdicts: [REFUSED, { ...VERDICT, seed: 2 }],
    problems: [],
  });
  expect(await readdir(directory)).toEqual(['gate.affine.json', 'gate.vectorLinear.json']);
});

test.each([
  ['no JSON', 'passed', 'is not JSON'],
  ['cut short', JSON.stringify(VERDICT).slice(0, -20), 'is not JSON'],
  ['an empty file', '', 'is not JSON'],
  ['a wrong field', JSON.stringify({ ...VERDICT, verdict: 'yes' }), 'has a wrong field (verdict'],
  ['a field too many', JSON.stringify({ ...VERDICT, isTrusted: true }), 'has a wrong field'],
  ['a field too few', JSON.stringify({ ...VERDICT, personHash: undefined }), 'has a wrong field (personHash'],
  ['a delay that is no number', JSON.stringify(VERDICT).replace('200', '1e999'), 'has a wrong field'],
  ['a verdict on another strategy', JSON.stringify(REFUSED), 'is a verdict on affine'],
  ['something large', JSON.stringify({ ...VERDICT, unit: 'x'.repeat(70_000) }), 'has 70529 bytes'],
])('S182: %s is one sentence and no verdict, and the others count', async (_, text, sentence) => {
  const directory = await temporaryDirectory();
  await put(directory, 'gate.vectorLinear.json', text);
  await writeVerdict(directory, REFUSED);
  const { verdicts, problems } = await readVerdicts(directory);
  expect(verdicts).toEqual([REFUSED]);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(`gate.vectorLinear.json ${sentence}`);
  expect(problems[0]).toContain('It counts as no verdict.');
});

test('S182: a folder in the place of a verdict, or of no folder where they should be, breaks nothing', async () => {
  const directory = await temporaryDirectory();
  await mkdir(join(directory, 'gate.affine.json'));
  expect(await readVerdicts(directory)).toEqual({
    verdicts: [],
    problems: ['gate.affine.json is not a file. It counts as no verdict.'],
  });
  const { verdicts, problems } = await readVerdicts(join(directory, 'nowhere'));
  expect(verdicts).toEqual([]);
  expect(problems).toEqual(['The verdicts of the gate cannot be read (ENOENT).']);
});

test('S182: control is told when it connects and whenever what is on disk has changed; what is wrong is said once', async () => {
  const house = await startHouse({ judgeEveryMs: 20 });
  const { store, control, log, socketPath } = house;
  const told = () =>
    control.received.flatMap((one) => (one.type === 'steeringVerdicts' ? [one.verdicts] : []));
  await pause(100);
  expect(told()).toEqual([]);
  await writeVerdict(store.directory, VERDICT);
  await eventually('the first', () => told().length === 1);
  expect(told()).toEqual([[WORD]]);
  await writeVerdict(store.directory, REFUSED);
  await eventually('the second', () => told().length === 2);
  expect(told()[1]).toEqual([{ ...REFUSED, figures: [figure(1, false)] }, WORD]);

  await put(store.directory, 'gate.vectorLinear.json', 'half a ver');
  await eventually('one less', () => told().length === 3);
  expect(told()[2]?.map(({ strategyId }) => strategyId)).toEqual(['affine']);
  await pause(100);
  expect(log.filter((line) => line.includes('gate.vectorLinear.json'))).toEqual([
    'gate.vectorLinear.json is not JSON. It counts as no verdict.',
  ]);

  await control.close();
  const next = await startControlEnd(socketPath);
  const again = await eventually('told again', () =>
    next.received.find(({ type }) => type === 'steeringVerdicts'),
  );
  expect(again).toMatchObject({ verdicts: [{ strategyId: 'affine', verdict: 'refused' }] });
});

test('S182: verdicts that are there when the gateway starts are told to control when it connects', async () => {
  const { control } = await startHouse({
    withControl: false,
    async prepare(directory) {
      await writeVerdict(directory, VERDICT);
    },
  });
  await eventually('the verdict', () => control.received.some(({ type }) => type === 'steeringVerdicts'));
  const told = control.received.filter(({ type }) => type === 'steeringVerdicts');
  expect(told).toEqual([{ type: 'steeringVerdicts', verdicts: [WORD] }]);
});

test('S182: a profile that was saved is followed by what is on disk for it', async () => {
  const { store, control } = await startHouse();
  await writeVerdict(store.directory, VERDICT);
  const { profile } = store.current();
  const parameters = { ...profile.parameters, stepDeg: 3 };
  control.send({
    type: 'profileApplied',
    clientId: 'page',
    requestId: 'r',
    profile: { ...profile, parameters },
  });
  await eventually('the verdicts', () => control.received.some(({ type }) => type === 'steeringVerdicts'));
  expect(control.received.map(({ type }) => type).filter((type) => type !== 'profileStanding')).toEqual([
    'profileSaved',
    'steeringVerdicts',
  ]);
});

test('S182: as many verdicts as there can be, with all their figures, fit in one line to control', async () => {
  const directory = await temporaryDirectory();
  const figures = Array.from({ length: 100 }, (_, index) => figure(index, index % 2 === 0));
  for (let index = 0; index < 26; index += 1)
    await writeVerdict(directory, { ...VERDICT, strategyId: String.fromCharCode(97 + index), figures });
  const watch = await watchVerdicts({
    directory,
    everyMs: 60_000,
    onChange: () => undefined,
    log: () => undefined,
  });
  onTestFinished(() => watch.close());
  expect(watch.current()).toHaveLength(26);
  const line = encodeLine({ type: 'steeringVerdicts', verdicts: [...watch.current()] });
  expect(line.length).toBeLessThan(MAX_LINE_LENGTH);
  await rm(directory, { recursive: true });
  await watch.read();
  expect(watch.current()).toEqual([]);
});
