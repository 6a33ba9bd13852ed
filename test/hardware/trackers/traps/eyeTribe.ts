import assert from 'node:assert/strict';
import { openEyeTribe } from '../../../../hardware/trackers/eyeTribe/eyeTribe.ts';
import { type FakeEyeTribe, startFakeEyeTribe } from '../../../../sim/trackers/fakeEyeTribe.ts';
import { allRead, listener, until, validOf } from '../bench.ts';
import { type Trap, trapOf } from './trap.ts';

async function setUp(room: AsyncDisposableStack, prepare: (fake: FakeEyeTribe) => void = () => undefined) {
  const fake = await startFakeEyeTribe({ hz: 60 });
  room.defer(() => fake.close());
  prepare(fake);
  const { samples, surroundings, more } = listener();
  const tracker = openEyeTribe({ host: '127.0.0.1', port: fake.port, ...surroundings });
  room.defer(() => tracker.close());
  return { fake, tracker, samples, more };
}

const trap = trapOf('EyeTribe');

export const EYETRIBE_TRAPS: readonly Trap[] = [
  trap('packets cut at any byte, objects without line breaks', 'every frame is read', async (room) => {
    const { fake, tracker, more } = await setUp(room, (server) => {
      server.isSplitting = true;
      server.habits.isUnbroken = true;
    });
    await more(30);
    assert.equal(tracker.counts().rubbish, 0);
    await allRead(fake, tracker);
  }),
  trap('a line that is no object', 'counted as rubbish, the next one is read', async (room) => {
    const { fake, tracker, more } = await setUp(room);
    await more(5);
    fake.send('{"category":"tracker","values":{"frame":\n[1,2]\n{"a":1}\n');
    await until('rubbish', () => tracker.counts().rubbish === 2);
    await more(5);
  }),
  trap(
    'the server ends lines without heartbeats',
    'never: they come more often than it asks',
    async (room) => {
      const { fake, more } = await setUp(room);
      await more(150);
      assert.equal(fake.timedOut, 0);
    },
  ),
  trap('the server does not say how often it wants heartbeats', 'they come every 250 ms', async (room) => {
    const { fake, more } = await setUp(room, ({ habits }) => {
      habits.isIntervalTold = false;
    });
    await more(150);
    assert.equal(fake.timedOut, 0);
  }),
  trap('the tracker is not calibrated', 'no valid sample; state uncalibrated', async (room) => {
    const { tracker, samples, more } = await setUp(room, ({ habits }) => {
      habits.isCalibrated = false;
    });
    await more(10);
    assert.equal(validOf(samples).length, 0);
    assert.equal(tracker.health().state, 'uncalibrated');
  }),
  trap(
    '800: the calibration has changed',
    'no valid sample until it is asked for and known; another calibration each time',
    async (room) => {
      const { fake, tracker, samples, more } = await setUp(room);
      await until('a valid sample', () => validOf(samples).length > 0);
      fake.habits.isCalibrated = false;
      fake.announce(800);
      await until('uncalibrated', () => tracker.health().state === 'uncalibrated');
      const before = validOf(samples).length;
      await more(10);
      assert.equal(validOf(samples).length, before);
      fake.habits.isCalibrated = true;
      fake.announce(800);
      await until('a valid sample', () => validOf(samples).length > before);
      assert.equal(tracker.health().calibrations, 2);
    },
  ),
  trap('the calibration has changed, and no 800 tells of it', 'found when it is asked for', async (room) => {
    const { fake, tracker, more } = await setUp(room);
    await more(10);
    fake.habits.isCalibrated = false;
    await until('another calibration', () => tracker.health().calibrations === 1);
    fake.habits.isCalibrated = true;
    await until('another calibration', () => tracker.health().calibrations === 2);
  }),
  trap(
    '801: another display',
    'its size is asked for, and samples go on; another calibration',
    async (room) => {
      const { fake, tracker, samples } = await setUp(room);
      await until('a valid sample', () => validOf(samples).length > 0);
      const before = validOf(samples).length;
      fake.announce(801);
      await until('a valid sample', () => validOf(samples).length > before);
      await until('another calibration', () => tracker.health().calibrations === 1);
    },
  ),
  trap('802: the tracker is unplugged', 'no valid sample; state refused, with advice', async (room) => {
    const { fake, tracker, samples } = await setUp(room);
    await until('a valid sample', () => validOf(samples).length > 0);
    fake.habits.trackerState = 1;
    fake.announce(802);
    await until('refused', () => tracker.health().state === 'refused');
    assert.notEqual(tracker.health().advice, '');
    assert.equal(tracker.health().calibrations, 1);
  }),
  ...(
    [
      [16, 'noFace'],
      [4, 'noEyes'],
      [2 + 4, 'unknown'],
      [1 + 8, 'unknown'],
    ] as const
  ).map(([state, why]) =>
    trap(`state bits ${state}`, `invalid with reason ${why}`, async (room) => {
      const { samples, more } = await setUp(room, ({ habits }) => {
        habits.state = state;
      });
      await more(5);
      assert.deepEqual(samples.at(-1)?.reading, { kind: 'none', why });
    }),
  ),
  trap('the same moment again and again', 'nothing is passed on; state lost', async (room) => {
    const { fake, tracker, samples, more } = await setUp(room);
    await more(10);
    fake.habits.isFrozen = true;
    await until('the first repeat', () => tracker.counts().repeated > 0);
    await until('lost', () => tracker.health().state === 'lost');
    const before = { samples: samples.length, repeated: tracker.counts().repeated };
    await until('repeats', () => tracker.counts().repeated > before.repeated + 20);
    assert.equal(samples.length, before.samples);
  }),
  trap('the connection is cut', 'state lost; connected anew; another calibration', async (room) => {
    const { fake, tracker, more } = await setUp(room);
    await more(10);
    fake.dropClients();
    await until('lost', () => tracker.health().state === 'lost');
    assert.equal(tracker.health().calibrations, 0);
    await more(10);
    assert.equal(tracker.health().calibrations, 1);
  }),
];
