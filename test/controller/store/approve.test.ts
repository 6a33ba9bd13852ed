import { spawnSync } from 'node:child_process';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { judgeApproval } from '../../../controller/store/approval.ts';
import { readApproval, readPublicKey } from '../../../controller/store/approvalFiles.ts';
import { dayOf, daysAfter } from '../../../controller/store/calendarDay.ts';
import { openProfileStore } from '../../../controller/store/profileStore.ts';
import { DEFAULT_PROFILE } from '../../../protocol/profile.ts';
import { installKey, newKeys, temporaryDirectory } from './approved.ts';

const PROGRAM = resolve(import.meta.dirname, '../../../controller/store/approve.ts');
const TODAY = dayOf(new Date());

function run(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

/** A patient's profile, an installed key, and the clinician's key elsewhere, all made with the program itself. */
async function startPractice() {
  const directory = await temporaryDirectory();
  const [profiles, practice] = [join(directory, 'profiles'), join(directory, 'practice')];
  const store = await openProfileStore(profiles);
  const saved = await store.save({ ...DEFAULT_PROFILE, wearer: 'patient', name: 'Mrs. Blum', id: 'blum' });
  const made = run('new-key', '--out', practice);
  expect(made).toMatchObject({ status: 0, stderr: '' });
  await writeFile(
    join(profiles, 'approval-key.pem'),
    await readFile(join(practice, 'approval-key.pem'), 'utf8'),
  );
  const key = join(practice, 'approval-private-key.pem');
  const approve = (changes: Record<string, string> = {}) => {
    const options = {
      'profile-dir': profiles,
      key,
      by: 'Dr. Ada Weiss',
      until: daysAfter(TODAY, 56),
      ...changes,
    };
    return run('approve', ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]));
  };
  const judged = async () =>
    judgeApproval(await readApproval(profiles), await readPublicKey(profiles), saved.hash, TODAY);
  return { profiles, practice, key, saved, approve, judged };
}

test('S130: a key pair, an installed key and one command approve the settings, and say what was approved', async () => {
  const { practice, key, saved, approve, judged } = await startPractice();
  expect((await stat(key)).mode & 0o777).toBe(0o600);
  expect((await readdir(practice)).sort()).toEqual(['approval-key.pem', 'approval-private-key.pem']);
  expect((await judged()).isApproved).toBe(false);
  const { status, stdout, stderr } = approve();
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toContain('Mrs. Blum');
  expect(stdout).toContain(saved.hash);
  expect(stdout).not.toMatch(/longer than/);
  expect(await judged()).toMatchObject({ isApproved: true, isExpired: false });
});

test('S131: from 57 to 84 days it advises against, beyond it refuses', async () => {
  const { approve, judged } = await startPractice();
  const long = approve({ until: daysAfter(TODAY, 85) });
  expect(long.status).toBe(1);
  expect(long.stderr).toMatch(/85 days ahead; .* at most 84/);
  expect((await judged()).isApproved).toBe(false);
  const unusual = approve({ until: daysAfter(TODAY, 84) });
  expect(unusual.status).toBe(0);
  expect(unusual.stdout).toMatch(/longer than the 56 days/);
  expect((await judged()).isApproved).toBe(true);
  expect(approve({ until: TODAY }).status).toBe(0);
});

test.each<[string, Record<string, string>, RegExp]>([
  ['a past day', { until: daysAfter(TODAY, -1) }, /is past; today is/],
  ['a day that does not exist', { until: '2026-02-30' }, /is not a day; write it as YYYY-MM-DD/],
  ['a name of two lines', { by: 'A\nB' }, /--by is to be a name/],
  ['a key that is not there', { key: '/nowhere/key.pem' }, /There is no key/],
  ['a directory without a profile', { 'profile-dir': '/nowhere' }, /There is no profile/],
])('%s is refused with a sentence, and nothing is written', async (_name, changes, words) => {
  const { approve, profiles } = await startPractice();
  const before = await readdir(profiles);
  const { status, stdout, stderr } = approve(changes);
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(words);
  expect(stderr).toMatch(/^[^\n]+ Nothing was changed\.\n$/);
  expect(await readdir(profiles)).toEqual(before);
});

test('a key that is not the installed one, a public one, none installed: each refused', async () => {
  const { approve, profiles, practice } = await startPractice();
  expect(approve({ key: join(practice, 'approval-key.pem') }).stderr).toMatch(/is no private key/);
  await installKey(profiles, newKeys());
  expect(approve()).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/does not belong to the approval-key\.pem that is installed/),
  });
  await rm(join(profiles, 'approval-key.pem'));
  expect(approve().stderr).toMatch(/There is no approval-key\.pem in/);
  expect(await readApproval(profiles)).toEqual({ kind: 'absent' });
});

test('a profile that cannot be used, and a place where nothing can be kept: refused', async () => {
  const { approve, profiles } = await startPractice();
  await mkdir(join(profiles, 'profile.approval.json', 'in-the-way'), { recursive: true });
  expect(approve()).toMatchObject({ status: 1, stderr: expect.stringMatching(/could not be kept/) });
  await writeFile(join(profiles, 'profile.json'), '{}');
  expect(approve()).toMatchObject({ status: 1, stderr: expect.stringMatching(/cannot be used/) });
  expect(run('new-key', '--out', '/dev/null/keys')).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/No keys could be kept/),
  });
});

test('a key is never written over another, and half a pair is not left behind', async () => {
  const { practice, key } = await startPractice();
  const before = await readFile(key, 'utf8');
  expect(run('new-key', '--out', practice)).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/there is one already/),
  });
  expect(await readFile(key, 'utf8')).toBe(before);
  await rm(key);
  expect(run('new-key', '--out', practice).status).toBe(1);
  expect(await readdir(practice)).toEqual(['approval-key.pem']);
});

test.each([
  [[], /Say what to do/],
  [['sign'], /sign is not something to do/],
  [['new-key'], /out/],
  [['new-key', '--out', ''], /out/],
  [['approve', '--by', 'X'], /until/],
  [['approve', '--colour', 'red'], /colour/],
])('wrong arguments %j: exit code 64 and the usage', (args, words) => {
  const { status, stderr } = run(...args);
  expect(status).toBe(64);
  expect(stderr).toMatch(words);
  expect(stderr).toMatch(/Usage: /);
});
