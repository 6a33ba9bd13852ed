import { expect, onTestFinished, test } from 'vitest';
import { NO_TRACKERS } from '../../../controller/gateway/trackerSettings.ts';
import type { GazeSample, ScreenPoint } from '../../../protocol/gazeSample.ts';
import { REFUSALS } from '../../../protocol/refusals.ts';
import type { CalibrationRun, CalibrationStatus, TrackerStatus } from '../../../protocol/trackers.ts';
import { spotKey } from '../../../sim/trackers/gazepoint/fakeCalibration.ts';
import { startFakeGazepoint } from '../../../sim/trackers/gazepoint/fakeGazepoint.ts';
import { eventually, openClient, startHouse, type TestClient } from './support.ts';

const MIDDLE = { x: 0.5, y: 0.5 };
const LOWER_LEFT = { x: 0.15, y: 0.85 };
const LOWER_RIGHT = { x: 0.85, y: 0.85 };
const TARGETS: readonly ScreenPoint[] = [
  MIDDLE,
  { x: 0.85, y: 0.15 },
  LOWER_RIGHT,
  LOWER_LEFT,
  { x: 0.15, y: 0.15 },
];

/** A gateway with a Gazepoint that streams; `pace` 1 is as slow as a real calibration, in which a test can look around. */
async function startRoom(pace = 0.01) {
  const fake = await startFakeGazepoint({ hz: 60 });
  onTestFinished(() => fake.close());
  fake.calibration.habits.pace = pace;
  const house = await startHouse({
    trackers: {
      ...NO_TRACKERS,
      trackers: [{ kind: 'gazepoint', host: '127.0.0.1', port: fake.port }],
      screen: { widthPx: 1920, heightPx: 1080, widthMm: 345, heightMm: 194, distanceMm: 600 },
    },
  });
  const client = await openClient(house.gateway.port);
  await eventually('streaming', () => statusOf(client)?.health.state === 'streaming');
  return { fake, house, client };
}

const statusOf = (client: TestClient): TrackerStatus | undefined =>
  client.heard('trackers').at(-1)?.trackers[0];
const calibrationOf = (client: TestClient): CalibrationStatus | undefined => statusOf(client)?.calibration;
const runOf = (client: TestClient) => calibrationOf(client)?.run;

const begin = (client: TestClient, requestId = 'c1') =>
  client.say({ type: 'calibrateTracker', requestId, targets: TARGETS });
const refusalOf = (client: TestClient, requestId: string) =>
  eventually(`a refusal of ${requestId}`, () =>
    client.heard('refused').find((refused) => refused.requestId === requestId),
  );
const acceptedOf = (client: TestClient, requestId: string) =>
  eventually(`${requestId} accepted`, () =>
    client.heard('accepted').find((accepted) => accepted.requestId === requestId),
  );
function ended<Kind extends 'done' | 'failed'>(client: TestClient, kind: Kind) {
  return eventually(kind, () => {
    const run = runOf(client);
    return run?.kind === kind ? (run as Extract<CalibrationRun, { kind: Kind }>) : null;
  });
}
const looking = (client: TestClient) => eventually('a target', () => runOf(client)?.kind === 'looking');
const addedPoints = (heard: readonly string[]) =>
  heard
    .filter((command) => command.includes('CALIBRATE_ADDPOINT'))
    .map((command) => /X="([^"]*)" Y="([^"]*)"/.exec(command)?.slice(1).map(Number));

test('five points, each shown when the tracker looks at it, with a result for each; again, bad ones first', async () => {
  const { fake, client } = await startRoom();
  fake.calibration.habits.unseen.add(spotKey(LOWER_LEFT));
  fake.calibration.habits.astray.add(spotKey(LOWER_RIGHT));
  const { clientId } = await client.welcome();
  begin(client);
  await acceptedOf(client, 'c1');
  const done = await ended(client, 'done');
  const shown = client
    .heard('trackers')
    .flatMap(({ trackers }) => trackers[0]?.calibration?.run ?? [])
    .flatMap((run) => (run.kind === 'looking' ? [run.index] : []));
  expect([...new Set(shown)]).toEqual([0, 1, 2, 3, 4]);
  expect(done.points.map(({ target, verdict }) => [target, verdict])).toEqual([
    [TARGETS[0], 'good'],
    [TARGETS[1], 'good'],
    [LOWER_RIGHT, 'poor'],
    [LOWER_LEFT, 'missed'],
    [TARGETS[4], 'good'],
  ]);
  expect(done.isGood).toBe(false);
  expect(calibrationOf(client)?.holder).toBe(clientId);
  // (3 × 7.68 + 96) / 4 px on a screen of 1920 px and 345 mm, seen from 600 mm.
  expect(statusOf(client)?.health.calibrationErrorDeg).toBeCloseTo(0.51, 2);

  fake.calibration.habits.unseen.clear();
  fake.calibration.habits.astray.clear();
  const before = addedPoints(fake.heard).length;
  client.say({ type: 'redoCalibration', requestId: 'c2' });
  await acceptedOf(client, 'c2');
  await eventually('all good', () => {
    const run = runOf(client);
    return run?.kind === 'done' && run.isGood;
  });
  expect(addedPoints(fake.heard).slice(before, before + 2)).toEqual([
    [LOWER_RIGHT.x, LOWER_RIGHT.y],
    [LOWER_LEFT.x, LOWER_LEFT.y],
  ]);
});

test('while it runs no look reaches control, whose tracker is then uncalibrated', async () => {
  const { house, client } = await startRoom(1);
  begin(client);
  await looking(client);
  house.control.received.length = 0;
  const samples = () =>
    house.control.received.flatMap((message): readonly GazeSample[] =>
      message.type === 'gazeSamples' ? message.samples : [],
    );
  await eventually('samples', () => samples().length > 30);
  expect(samples().filter(({ reading }) => reading.kind !== 'none')).toEqual([]);
  const told = await eventually('the trackers', () =>
    house.control.received.find((message) => message.type === 'trackers'),
  );
  expect(told.trackers[0]?.health.state).toBe('uncalibrated');

  client.say({ type: 'cancelCalibration', requestId: 'x' });
  await ended(client, 'failed');
  await eventually('a look again', () => samples().some(({ reading }) => reading.kind !== 'none'));
  expect(statusOf(client)?.health.state).toBe('streaming');
});

test('a second page cannot begin one meanwhile, and may end it', async () => {
  const { house, client } = await startRoom(1);
  const other = await openClient(house.gateway.port);
  begin(client);
  await looking(client);
  begin(other, 'o1');
  expect(await refusalOf(other, 'o1')).toMatchObject({ id: 'calibrationRuns', ...REFUSALS.calibrationRuns });
  other.say({ type: 'redoCalibration', requestId: 'o2' });
  expect((await refusalOf(other, 'o2')).id).toBe('calibrationRuns');
  expect(runOf(client)?.kind).toBe('looking');
  other.say({ type: 'cancelCalibration', requestId: 'o3' });
  await acceptedOf(other, 'o3');
  expect((await ended(client, 'failed')).why).toBe('cancelled');
});

test('it ends with the page that began it', async () => {
  const { house, fake, client } = await startRoom(1);
  const other = await openClient(house.gateway.port);
  begin(client);
  await looking(client);
  client.socket.terminate();
  expect((await ended(other, 'failed')).why).toBe('cancelled');
  expect(calibrationOf(other)?.holder).toBeNull();
  await eventually('the tracker told', () => fake.heard.at(-1)?.includes('CALIBRATE_START" STATE="0"'));
  begin(other, 'o1');
  await acceptedOf(other, 'o1');
});

test.each(['engaged', 'retreating', 'supportedRelease'] as const)(
  'in %s none begins, and one that runs ends',
  async (state) => {
    const { house, client } = await startRoom(1);
    begin(client);
    await looking(client);
    house.control.startTelemetry({ state });
    expect((await ended(client, 'failed')).why).toBe('cancelled');
    begin(client, 'c2');
    expect(await refusalOf(client, 'c2')).toMatchObject({ id: 'headMoves', ...REFUSALS.headMoves });
    client.say({ type: 'redoCalibration', requestId: 'c3' });
    expect((await refusalOf(client, 'c3')).id).toBe('headMoves');
  },
);

test('where control is not heard the brace is unknown: none begins, and one that runs ends', async () => {
  const { house, client } = await startRoom(1);
  begin(client);
  await looking(client);
  house.control.stopTelemetry();
  expect((await ended(client, 'failed')).why).toBe('cancelled');
  begin(client, 'c2');
  expect((await refusalOf(client, 'c2')).id).toBe('controlDown');
});

test('without such a tracker, or one to do again, it is refused', async () => {
  const bare = await startHouse();
  const lonely = await openClient(bare.gateway.port);
  begin(lonely);
  expect((await refusalOf(lonely, 'c1')).id).toBe('noCalibration');
  lonely.say({ type: 'cancelCalibration', requestId: 'c2' });
  await acceptedOf(lonely, 'c2');

  const { client, fake } = await startRoom();
  client.say({ type: 'redoCalibration', requestId: 'r1' });
  expect((await refusalOf(client, 'r1')).id).toBe('nothingToRedo');
  await fake.stop();
  await eventually('lost', () => statusOf(client)?.health.canCalibrate === false);
  begin(client, 'c3');
  expect((await refusalOf(client, 'c3')).id).toBe('noCalibration');
});

test('targets that are none are malformed, and nothing begins', async () => {
  const { house, fake, client } = await startRoom();
  const rubbish: readonly object[] = [
    { targets: undefined },
    { targets: [MIDDLE] },
    { targets: Array.from({ length: 10 }, () => MIDDLE) },
    { targets: [MIDDLE, { x: 1.01, y: 0 }] },
    { targets: [MIDDLE, { x: 0, y: -0.01 }] },
    { targets: [MIDDLE, { x: '0.5', y: 0.5 }] },
    { targets: [MIDDLE, { x: null, y: 0.5 }] },
    { targets: [MIDDLE, { ...MIDDLE, z: 0 }] },
    { targets: TARGETS, fast: true },
    { targets: TARGETS, requestId: undefined },
    { targets: TARGETS, requestId: '' },
  ];
  for (const [n, fields] of rubbish.entries()) {
    client.socket.send(JSON.stringify({ type: 'calibrateTracker', requestId: 'c1', ...fields }));
    const error = await eventually('an input error', () => client.heard('inputError')[n]);
    expect(error.id, JSON.stringify(fields)).toBe('malformed');
  }
  expect(addedPoints(fake.heard)).toEqual([]);
  expect(house.control.commands()).toEqual([]);
});
