import assert from 'node:assert/strict';
import { NO_CLOCK, sampleTime } from '../../../../controller/gaze/deviceClock.ts';
import { openPupilCore, type PupilCoreOptions } from '../../../../hardware/trackers/pupilCore/pupilCore.ts';
import { type FakePupil, startFakePupil } from '../../../../sim/trackers/fakePupil.ts';
import { listener, until, validOf } from '../bench.ts';
import { type Trap, trapOf } from './trap.ts';

async function setUp(
  room: AsyncDisposableStack,
  prepare: (fake: FakePupil) => void = () => undefined,
  options: Partial<PupilCoreOptions> = {},
) {
  const fake = await startFakePupil({ hz: 120 });
  room.defer(() => fake.close());
  prepare(fake);
  const { samples, surroundings, more } = listener();
  const tracker = openPupilCore({
    host: '127.0.0.1',
    port: fake.port,
    surface: 'screen',
    ...surroundings,
    ...options,
  });
  room.defer(() => tracker.close());
  return { fake, tracker, samples, more };
}

const trap = trapOf('Pupil Core');

export const PUPIL_TRAPS: readonly Trap[] = [
  trap(
    'the optional packages are not installed',
    'state refused, with advice; nothing thrown',
    async (room) => {
      const { tracker } = await setUp(room, undefined, { loadPackages: async () => null });
      await until('refused', () => tracker.health().state === 'refused');
      assert.match(tracker.health().advice, /npm ci/);
    },
  ),
  trap(
    'a subscriber that joins late loses what came before',
    'samples begin with the subscription',
    async (room) => {
      const { fake, samples, more } = await setUp(room);
      await until('data published', () => fake.sentAtMs.length > 0);
      await more(20);
      assert.ok(samples.length <= fake.sentAtMs.length);
    },
  ),
  trap(
    'several gaze points in one message',
    'each is a sample, in the order of their times',
    async (room) => {
      const { samples, more } = await setUp(room);
      await more(60);
      const times = samples.map(({ deviceMs }) => deviceMs ?? 0);
      assert.deepEqual(
        times,
        times.toSorted((a, b) => a - b),
      );
    },
  ),
  trap('confidence below 0.6', 'invalid with reason lowConfidence', async (room) => {
    const { samples, more } = await setUp(room, ({ habits }) => {
      habits.confidence = 0.59;
    });
    await more(8);
    assert.deepEqual(samples.at(-1)?.reading, { kind: 'none', why: 'lowConfidence' });
    assert.equal(samples.at(-1)?.confidence, 0.59);
  }),
  trap(
    'one eye is closed, which is told at once, and the other one only later',
    'the other one is read, which says so; nothing of it is too old for control',
    async (room) => {
      const { fake, samples, more } = await setUp(room);
      await until('a valid sample', () => validOf(samples).length > 0);
      const eyesSeen = (from: number): readonly string[] =>
        samples.slice(from).flatMap(({ reading }) => (reading.kind === 'screen' ? [reading.eyesSeen] : []));
      for (const [closedEye, other] of [
        ['left', 'right'],
        ['right', 'left'],
      ] as const) {
        fake.habits.closedEye = closedEye;
        const from = samples.length;
        await until(
          `60 samples of the ${other} eye`,
          () => eyesSeen(from).filter((eyes) => eyes === other).length > 60,
        );
        assert.deepEqual([...new Set(eyesSeen(from).slice(-30))], [other]);
      }
      fake.habits.closedEye = null;
      const from = samples.length;
      await until('both eyes', () => eyesSeen(from).includes('both'));
      await more(8);
      let clock = NO_CLOCK;
      for (const { receivedAtMs, deviceMs } of samples) {
        const timed = sampleTime(clock, receivedAtMs, deviceMs);
        assert.notEqual(timed.tMs, undefined);
        clock = timed.clock;
      }
    },
  ),
  trap('off the surface, and yet at a place on it', 'invalid with reason unknown', async (room) => {
    const { samples, more } = await setUp(room, ({ habits }) => {
      habits.isOnSurface = false;
    });
    await more(60);
    const inside = validOf(samples).filter(
      ({ reading }) =>
        reading.kind === 'screen' &&
        reading.point.x > 0 &&
        reading.point.x < 1 &&
        reading.point.y > 0 &&
        reading.point.y < 1,
    );
    assert.equal(inside.length, 0);
  }),
  trap('the markers are not seen', 'no sample; state noEyes, with advice about the markers', async (room) => {
    const { fake, tracker, more } = await setUp(room);
    await more(8);
    fake.habits.areMarkersSeen = false;
    await until('noEyes', () => tracker.health().state === 'noEyes');
    assert.match(tracker.health().advice, /markers/);
  }),
  trap('a surface with a longer name', 'is not read', async (room) => {
    const { fake, tracker, more } = await setUp(room);
    await more(8);
    await fake.publish('surfaces.screen2', new Uint8Array([0xc0]));
    await more(20);
    assert.equal(tracker.counts().rubbish, 0);
  }),
  trap(
    'somebody calibrates in Pupil Capture',
    'another calibration with each word of it; nothing is rubbish, and samples go on',
    async (room) => {
      const { fake, tracker, more } = await setUp(room);
      await more(8);
      for (const [index, subject] of ['started', 'stopped', 'successful', 'result.v2'].entries()) {
        await fake.publish(`notify.calibration.${subject}`, new Uint8Array([0x80]));
        await until(subject, () => tracker.health().calibrations === index + 1);
      }
      // All that was seen meanwhile, several megabytes, which nobody asked for.
      await fake.publish('notify.calibration.setup.v2', new Uint8Array(4_000_000));
      await more(20);
      assert.equal(tracker.counts().rubbish, 0);
      assert.equal(tracker.health().calibrations, 4);
    },
  ),
  trap('a payload that is no msgpack', 'counted as rubbish, the next one is read', async (room) => {
    const { fake, tracker, more } = await setUp(room);
    await more(8);
    await fake.publish('surfaces.screen', new Uint8Array([0xc1, 0xff]));
    await until('rubbish', () => tracker.counts().rubbish === 1);
    await more(8);
  }),
  trap('the same moment again and again', 'nothing is passed on; state lost', async (room) => {
    const { fake, tracker, more } = await setUp(room);
    await more(8);
    fake.habits.isFrozen = true;
    await until('lost', () => tracker.health().state === 'lost');
  }),
  trap(
    'Pupil starts again: another publisher, another clock',
    'subscribed anew; latency from the new clock; another calibration',
    async (room) => {
      const { fake, tracker, samples, more } = await setUp(room);
      await more(8);
      assert.equal(tracker.health().calibrations, 0);
      await fake.restart();
      await more(60);
      assert.equal(tracker.health().calibrations, 1);
      await until('a known latency', () => tracker.health().latencyMs !== null);
      const { latencyMs } = tracker.health();
      assert.ok(latencyMs !== null && Math.abs(latencyMs) < 5000, `${latencyMs} ms`);
      assert.equal(samples.at(-1)?.source, 'pupilCore');
    },
  ),
];
