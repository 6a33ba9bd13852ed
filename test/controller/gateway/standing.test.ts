import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startGateway } from '../../../controller/gateway/gateway.ts';
import { fitsBrace, watchStanding } from '../../../controller/gateway/standing.ts';
import { daysAfter } from '../../../controller/store/calendarDay.ts';
import { hashOf } from '../../../controller/store/canonicalJson.ts';
import { openJournal } from '../../../controller/store/journal.ts';
import { openProfileStore } from '../../../controller/store/profileStore.ts';
import type { ToControl } from '../../../protocol/channel.ts';
import { DEFAULT_PROFILE, type Profile } from '../../../protocol/profile.ts';
import { approveFor, installKey, newKeys, wordsFor } from '../store/approved.ts';
import { eventually, pause, startControlEnd, startHouse, temporaryDirectory } from './support.ts';

const PATIENT: Profile = { ...DEFAULT_PROFILE, id: 'blum', name: 'Mrs. Blum', wearer: 'patient' };
const HASH = hashOf(PATIENT);
const JUDGE_EVERY_MS = 30;
const keys = newKeys();

/** A real brace with a patient's profile in its directory, a clock that the test sets, and control's end of the channel. */
async function startClinic(before: (profileDirectory: string) => Promise<void> = async () => undefined) {
  const directory = await temporaryDirectory();
  const profiles = join(directory, 'profiles');
  const pagesDirectory = join(directory, 'pages');
  await mkdir(pagesDirectory);
  const store = await openProfileStore(profiles);
  await store.save(PATIENT);
  await before(profiles);
  const clock = { today: '2026-03-02' };
  const log: string[] = [];
  const socketPath = join(directory, 'control.sock');
  const startControl = async () => {
    const control = await startControlEnd(socketPath);
    control.startTelemetry();
    const standings = () =>
      control.received.filter(
        (message): message is Extract<ToControl, { type: 'profile' | 'profileSaved' | 'profileStanding' }> =>
          message.type === 'profile' || message.type === 'profileSaved' || message.type === 'profileStanding',
      );
    const isTold = (count: number) => eventually(`${count} standings`, () => standings()[count - 1]);
    return { ...control, standings, isTold };
  };
  const control = await startControl();
  const journal = openJournal(join(directory, 'alarms.sqlite'), {
    wallClockMs: () => 1_700_000_000_000,
    log: (line) => log.push(line),
  });
  const gateway = await startGateway({
    port: 0,
    controlSocketPath: socketPath,
    pagesDirectory,
    store,
    journal,
    version: '0.0.0-test',
    isSimulated: false,
    log: (line) => log.push(line),
    today: () => clock.today,
    judgeEveryMs: JUDGE_EVERY_MS,
  });
  const end = async () => {
    await gateway.close();
    journal.close();
    await control.close();
  };
  return { profiles, store, clock, log, control, startControl, end };
}

const approveInTime = async (profiles: string) => {
  await installKey(profiles, keys);
  await approveFor(profiles, keys, wordsFor(HASH));
};

test('S130: the profile goes to control with its approval, and the log names who gave it', async () => {
  const { control, log, end } = await startClinic(approveInTime);
  expect(await control.isTold(1)).toEqual({
    type: 'profile',
    profile: PATIENT,
    hash: HASH,
    standing: { isApproved: true, isExpired: false, fitsBrace: true },
  });
  expect(log.join()).toMatch(/approved by Dr\. Ada Weiss until 2026-04-26/);
  await end();
});

test('S130: a patient profile that nobody approved goes to control as not approved, and the log says so once', async () => {
  const { control, log, end } = await startClinic();
  expect(await control.isTold(1)).toMatchObject({ standing: { isApproved: false, fitsBrace: true } });
  await pause(5 * JUDGE_EVERY_MS);
  expect(log.filter((line) => /Nobody has approved/.test(line))).toHaveLength(1);
  await end();
});

test('S134: approved and withdrawn while Poise runs: control hears of each change, and of nothing else', async () => {
  const { profiles, control, clock, end } = await startClinic();
  await control.isTold(1);
  await pause(5 * JUDGE_EVERY_MS);
  expect(control.standings()).toHaveLength(1);

  await approveInTime(profiles);
  // Between the two files there may be a judgement that finds an approval and no key.
  await eventually('approved', () => control.standings().at(-1)?.standing.isApproved === true);
  expect(control.standings().at(-1)).toEqual({
    type: 'profileStanding',
    hash: HASH,
    standing: { isApproved: true, isExpired: false, fitsBrace: true },
  });
  const told = control.standings().length;
  await pause(5 * JUDGE_EVERY_MS);
  expect(control.standings()).toHaveLength(told);

  clock.today = '2026-04-27';
  expect(await control.isTold(told + 1)).toMatchObject({ standing: { isApproved: true, isExpired: true } });
  clock.today = '1970-01-01';
  expect(await control.isTold(told + 2)).toMatchObject({ standing: { isExpired: null } });
  clock.today = '2026-03-02';
  expect(await control.isTold(told + 3)).toMatchObject({ standing: { isExpired: false } });
  await rm(join(profiles, 'profile.approval.json'));
  expect(await control.isTold(told + 4)).toMatchObject({ standing: { isApproved: false } });
  await end();
});

test('S132: an approval that is damaged while Poise runs is unknown from then on, with a sentence in the log', async () => {
  const { profiles, control, log, end } = await startClinic(approveInTime);
  await control.isTold(1);
  await writeFile(join(profiles, 'profile.approval.json'), '{"by":');
  expect(await control.isTold(2)).toMatchObject({ standing: { isApproved: null, isExpired: null } });
  await approveFor(profiles, keys, wordsFor(HASH));
  expect(await control.isTold(3)).toMatchObject({ standing: { isApproved: true, isExpired: false } });
  await rm(join(profiles, 'approval-key.pem'));
  expect(await control.isTold(4)).toMatchObject({ standing: { isApproved: null, isExpired: null } });
  expect(log.join('\n')).toMatch(
    /profile\.approval\.json is not JSON.*\n.*\n?.*approval-key\.pem\) is missing/s,
  );
  await end();
});

test('S132: a clock that cannot be read makes an approval unknown, and the gateway goes on', async () => {
  const { control, clock, log, end } = await startClinic(approveInTime);
  await control.isTold(1);
  const today = Object.getOwnPropertyDescriptor(clock, 'today');
  Object.defineProperty(clock, 'today', {
    configurable: true,
    get: () => {
      throw new Error('no clock');
    },
  });
  expect(await control.isTold(2)).toMatchObject({ standing: { isApproved: null, isExpired: null } });
  expect(log.join()).toMatch(/not known: Error: no clock/);
  Object.defineProperty(clock, 'today', { ...today });
  expect(await control.isTold(3)).toMatchObject({ standing: { isApproved: true, isExpired: false } });
  await end();
});

test('S133: what control applied is saved without an approval, and with one once the clinician gives it', async () => {
  const { profiles, store, control, end } = await startClinic(approveInTime);
  await control.isTold(1);
  const changed: Profile = { ...PATIENT, parameters: { ...PATIENT.parameters, yawSoftDeg: 20 } };
  control.send({ type: 'profileApplied', clientId: 'page', requestId: 's1', profile: changed });
  expect(await control.isTold(2)).toEqual({
    type: 'profileSaved',
    profile: changed,
    hash: hashOf(changed),
    standing: { isApproved: false, isExpired: false, fitsBrace: true },
  });
  await approveFor(profiles, keys, wordsFor(store.current().hash, { by: 'Dr. B' }));
  expect(await control.isTold(3)).toEqual({
    type: 'profileStanding',
    hash: hashOf(changed),
    standing: { isApproved: true, isExpired: false, fitsBrace: true },
  });
  // Back to what was approved first: that approval is gone.
  control.send({ type: 'profileApplied', clientId: 'page', requestId: 's2', profile: PATIENT });
  expect(await control.isTold(4)).toMatchObject({ hash: HASH, standing: { isApproved: false } });
  await end();
});

test('S134: a control that starts anew is told what is so now, not what was so when the gateway started', async () => {
  const { control, clock, startControl, end } = await startClinic(approveInTime);
  await control.isTold(1);
  clock.today = daysAfter('2026-04-26', 1);
  await control.isTold(2);
  await control.close();
  const next = await startControl();
  expect(await next.isTold(1)).toMatchObject({
    type: 'profile',
    standing: { isApproved: true, isExpired: true },
  });
  await end();
  await next.close();
});

test('S135: a patient’s settings fit a real brace, simulated ones a simulated brace, bench ones both', () => {
  const fits = (['patient', 'simulated', 'bench'] as const).map((wearer) =>
    [false, true].map((isSimulated) => fitsBrace(wearer, isSimulated)),
  );
  expect(fits).toEqual([
    [true, false],
    [false, true],
    [true, true],
  ]);
});

test.each([true, false])(
  'S135: the simulated person’s settings on a brace that is simulated: %s',
  async (isSimulated) => {
    const { control, socketPath } = await startHouse({ isSimulated });
    await control.close();
    const next = await startControlEnd(socketPath);
    const message = await eventually('the profile', () => next.received[0]);
    expect(message).toMatchObject({
      type: 'profile',
      standing: { isApproved: false, fitsBrace: isSimulated },
    });
  },
);

test('S133: settings that were just saved have no standing before they are judged, however good the old ones’ was', async () => {
  const profiles = await temporaryDirectory();
  const store = await openProfileStore(profiles);
  await store.save(PATIENT);
  await approveInTime(profiles);
  const watch = await watchStanding({
    store,
    isSimulated: false,
    today: () => '2026-03-02',
    everyMs: 60_000,
    onChange: () => undefined,
    log: () => undefined,
  });
  expect(watch.of(store.current()).standing).toEqual({ isApproved: true, isExpired: false, fitsBrace: true });
  await store.save({ ...PATIENT, wearer: 'simulated' });
  expect(watch.of(store.current()).standing).toEqual({ isApproved: null, isExpired: null, fitsBrace: false });
  await watch.judge();
  expect(watch.of(store.current()).standing).toEqual({
    isApproved: false,
    isExpired: false,
    fitsBrace: false,
  });
  watch.close();
});
