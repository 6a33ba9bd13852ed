import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Approval,
  approval as approvalSchema,
  judgeApproval,
  signApproval,
} from '../../../controller/store/approval.ts';
import { readApproval, readPublicKey } from '../../../controller/store/approvalFiles.ts';
import { dayOf, daysAfter, daysBetween } from '../../../controller/store/calendarDay.ts';
import { hashOf } from '../../../controller/store/canonicalJson.ts';
import { DEFAULT_PROFILE } from '../../../protocol/profile.ts';
import { approveFor, installKey, newKeys, pemOf, temporaryDirectory, wordsFor } from './approved.ts';

const HASH = hashOf(DEFAULT_PROFILE);
const keys = newKeys();
const found = <Value>(value: Value) => ({ kind: 'found', value }) as const;
const absent = { kind: 'absent' } as const;
const unusable = (detail: string) => ({ kind: 'unusable', detail }) as const;
const signed = signApproval(wordsFor(HASH), keys.privateKey);
const judge = (given: Approval, today: string, hash = HASH, publicKey = keys.publicKey) =>
  judgeApproval(found(given), found(publicKey), hash, today);

test.each([
  ['on the day it is given', '2026-03-01', true, false],
  ['in between', '2026-04-01', true, false],
  ['through its last day', '2026-04-26', true, false],
  ['no longer on the day after', '2026-04-27', true, true],
  ['no longer a year later', '2027-03-01', true, true],
])('S130: a genuine approval of these settings holds %s', (_name, today, isApproved, isExpired) => {
  expect(judge(signed, today)).toMatchObject({ isApproved, isExpired });
});

test('S130: without an approval nothing is approved, and nothing has run out', () => {
  const verdict = judgeApproval(absent, found(keys.publicKey), HASH, '2026-03-02');
  expect(verdict).toEqual({
    isApproved: false,
    isExpired: false,
    note: 'Nobody has approved these settings.',
  });
  expect(judgeApproval(absent, absent, HASH, '2026-03-02').isApproved).toBe(false);
});

test('S130: another key, or one letter changed, and it is no approval; its dates are not believed', () => {
  const otherKey = newKeys();
  expect(judge(signed, '2026-03-02', HASH, otherKey.publicKey)).toMatchObject({
    isApproved: false,
    isExpired: null,
  });
  for (const change of [
    { by: 'Dr. Ada Weisz' },
    { on: '2026-03-02' },
    { until: '2026-04-27' },
    { signature: Buffer.alloc(64).toString('base64') },
    { signature: `${signed.signature.slice(0, 40)}` },
  ]) {
    const verdict = judge({ ...signed, ...change }, '2026-03-02');
    expect(verdict).toMatchObject({ isApproved: false, isExpired: null });
    expect(verdict.note).toMatch(/not signed with the key/);
  }
});

test('S133: any change of the settings ends the approval, and saying so names who gave it', () => {
  const changed = hashOf({
    ...DEFAULT_PROFILE,
    parameters: { ...DEFAULT_PROFILE.parameters, yawSoftDeg: 34 },
  });
  const verdict = judge(signed, '2026-03-02', changed);
  expect(verdict).toMatchObject({ isApproved: false, isExpired: false });
  expect(verdict.note).toMatch(/not the ones that Dr\. Ada Weiss approved on 2026-03-01/);
  // The hash in the file cannot simply be put right.
  expect(judge({ ...signed, profileHash: changed }, '2026-03-02', changed).isApproved).toBe(false);
});

test.each([
  ['84 days', daysAfter('2026-03-01', 84), true],
  ['85 days', daysAfter('2026-03-01', 85), false],
  ['ten years', '2036-03-01', false],
  ['an end before its beginning', '2026-02-28', false],
])('S131: an approval for %s, however well signed', (_name, until, isApproved) => {
  const long = signApproval(wordsFor(HASH, { until }), keys.privateKey);
  expect(judge(long, '2026-03-01').isApproved).toBe(isApproved);
});

test.each(['1970-01-01', '2026-02-28'])(
  'S132: a clock that reads %s, before the approval, does not know whether it has run out',
  (today) => {
    const verdict = judge(signed, today);
    expect(verdict).toMatchObject({ isApproved: true, isExpired: null });
    expect(verdict.note).toContain(today);
  },
);

test('S132: a damaged approval, a missing and an unusable key: unknown, each with its sentence', () => {
  for (const [given, key, words] of [
    [unusable('it is not JSON.'), found(keys.publicKey), /cannot be used: it is not JSON/],
    [found(signed), absent, /key of the clinician \(approval-key\.pem\) is missing/],
    [found(signed), unusable('it is a private key.'), /key .* cannot be used: it is a private key/],
  ] as const) {
    const verdict = judgeApproval(given, key, HASH, '2026-03-02');
    expect(verdict).toMatchObject({ isApproved: null, isExpired: null });
    expect(verdict.note).toMatch(words);
  }
});

test('S130: only the signed words of exactly these settings, on days within, are approved and not expired', () => {
  const day = fc.integer({ min: -60, max: 60 }).map((days) => daysAfter('2026-03-01', days));
  fc.assert(
    fc.property(
      day,
      day,
      day,
      fc.boolean(),
      fc.boolean(),
      fc.boolean(),
      (on, until, today, hasKey, hasHash, isWhole) => {
        const words = wordsFor(hasHash ? HASH : hashOf('other'), { on, until });
        const given = signApproval(words, (hasKey ? keys : newKeys()).privateKey);
        const verdict = judge(isWhole ? given : { ...given, by: 'Mallory' }, today);
        const isWithin = on <= today && today <= until && daysBetween(on, until) <= 84;
        const mayBeUsed = verdict.isApproved === true && verdict.isExpired === false;
        expect(mayBeUsed).toBe(hasKey && hasHash && isWhole && isWithin);
      },
    ),
    { numRuns: 1000 },
  );
});

test('what was signed is found again on disk; a directory without it has none', async () => {
  const directory = await temporaryDirectory();
  expect(await readApproval(directory)).toEqual(absent);
  expect(await readPublicKey(directory)).toEqual(absent);
  await approveFor(directory, keys, wordsFor(HASH));
  await installKey(directory, keys);
  expect(await readApproval(directory)).toEqual(found(signed));
  const key = await readPublicKey(directory);
  expect(key.kind === 'found' && key.value.equals(keys.publicKey)).toBe(true);
  // Who approves is not always who runs Poise.
  expect((await stat(join(directory, 'profile.approval.json'))).mode & 0o777).toBe(0o644);
  expect(await readdir(directory)).toHaveLength(2);
});

const { signature, ...unsigned } = signed;
test.each<[string, string, RegExp]>([
  ['empty', '', /is not JSON/],
  ['cut short', JSON.stringify(signed).slice(0, 100), /is not JSON/],
  ['a list', '[]', /wrong field/],
  ['null', 'null', /wrong field/],
  ['without a signature', JSON.stringify(unsigned), /signature/],
  ['with a foreign field', JSON.stringify({ ...signed, forEver: true }), /forEver/],
  ['of a day that does not exist', JSON.stringify({ ...signed, until: '2026-02-30' }), /until/],
  ['of another way to write days', JSON.stringify({ ...signed, until: '26.4.2026' }), /until/],
  ['of a number for a day', JSON.stringify({ ...signed, until: 9_999_999 }), /until/],
  ['of nobody', JSON.stringify({ ...signed, by: '  ' }), /by/],
  ['of two lines', JSON.stringify({ ...signed, by: 'A\nB' }), /by/],
  ['of no hash', JSON.stringify({ ...signed, profileHash: 'abc' }), /profileHash/],
  ['of a signature that is no base64', JSON.stringify({ ...signed, signature: '§§' }), /signature/],
  ['of a megabyte', ' '.repeat(1_000_000), /1000000 bytes/],
])(
  'S132: an approval file that is %s is unusable, in words, and never thrown about',
  async (_n, text, words) => {
    const directory = await temporaryDirectory();
    await writeFile(join(directory, 'profile.approval.json'), text);
    const given = await readApproval(directory);
    expect(given.kind).toBe('unusable');
    expect(given.kind === 'unusable' && given.detail).toMatch(words);
  },
);

test.each<[string, string, RegExp]>([
  ['empty', '', /no public key/],
  ['of another kind', pemOf(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey), /not Ed25519/],
  ['the private one', pemOf(keys.privateKey), /stays with the clinician/],
  ['damaged', pemOf(keys.publicKey).replace('MCowBQYDK2Vw', ''), /no public key/],
])('S132: an installed key that is %s is unusable, in words', async (_name, text, words) => {
  const directory = await temporaryDirectory();
  await writeFile(join(directory, 'approval-key.pem'), text);
  const key = await readPublicKey(directory);
  expect(key.kind === 'unusable' && key.detail).toMatch(words);
});

test('S132: a directory or a pipe in the place of a file is unusable, and nobody waits for it', async () => {
  const directory = await temporaryDirectory();
  await mkdir(join(directory, 'profile.approval.json'));
  execFileSync('sh', ['-c', 'mkfifo "$0"', join(directory, 'approval-key.pem')]);
  for (const read of [readApproval, readPublicKey])
    expect(await read(directory)).toMatchObject({
      kind: 'unusable',
      detail: expect.stringMatching(/not a file/),
    });
});

test('an approval that could not be read back is not signed', () => {
  for (const change of [{ by: '' }, { until: '2026-13-01' }, { profileHash: 'x' }])
    expect(() => signApproval(wordsFor(HASH, change), keys.privateKey)).toThrow();
  expect(approvalSchema.parse(signed)).toEqual(signed);
});

test('a day is that of where the machine stands, also in January, and days are counted over the change of clocks', () => {
  expect(dayOf(new Date(2026, 0, 9, 23, 59))).toBe('2026-01-09');
  expect(dayOf(new Date(2026, 11, 31, 0, 0))).toBe('2026-12-31');
  expect(daysAfter('2026-03-01', 56)).toBe('2026-04-26');
  expect(daysAfter('2028-02-28', 1)).toBe('2028-02-29');
  expect(daysBetween('2026-03-01', '2026-04-26')).toBe(56);
  expect(daysBetween('2026-04-26', '2026-03-01')).toBe(-56);
});
