import assert from 'node:assert/strict';
import {
  type Gazepoint,
  type GazepointOptions,
  openGazepoint,
} from '../../../../hardware/trackers/gazepoint/gazepoint.ts';
import type { GazeSample, ScreenPoint } from '../../../../protocol/gazeSample.ts';
import { spotKey } from '../../../../sim/trackers/gazepoint/fakeCalibration.ts';
import { type FakeGazepoint, startFakeGazepoint } from '../../../../sim/trackers/gazepoint/fakeGazepoint.ts';
import { allRead, listener, until, validOf } from '../bench.ts';
import { type Trap, trapOf } from './trap.ts';

interface Setting {
  readonly fake: FakeGazepoint;
  readonly tracker: Gazepoint;
  readonly samples: readonly GazeSample[];
  /** Waits until that many more samples have come. */
  readonly more: (count: number) => Promise<void>;
}

const TARGETS: readonly ScreenPoint[] = [
  { x: 0.5, y: 0.5 },
  { x: 0.15, y: 0.15 },
  { x: 0.85, y: 0.85 },
];

async function setUp(
  room: AsyncDisposableStack,
  prepare: (fake: FakeGazepoint) => void = () => undefined,
  options: Partial<GazepointOptions> = {},
): Promise<Setting> {
  const fake = await startFakeGazepoint({ hz: 150 });
  room.defer(() => fake.close());
  prepare(fake);
  const { samples, surroundings, more } = listener();
  const tracker = openGazepoint({ host: '127.0.0.1', port: fake.port, ...surroundings, ...options });
  room.defer(() => tracker.close());
  return { fake, tracker, samples, more };
}

async function calibrated({ tracker, more }: Setting, begin: () => void = () => tracker.calibrate(TARGETS)) {
  await more(1);
  begin();
  await until('the end of the calibration', () => ['done', 'failed'].includes(tracker.calibration().kind));
  return tracker.calibration();
}

const trap = trapOf('Gazepoint');

export const GAZEPOINT_TRAPS: readonly Trap[] = [
  trap('no blank between attributes (VALUE="0"DUR="0")', 'every record is read', async (room) => {
    const { fake, tracker, more } = await setUp(room, ({ habits }) => {
      habits.isMalformed = true;
    });
    await more(30);
    assert.deepEqual(tracker.counts().rubbish, 0);
    await allRead(fake, tracker);
  }),
  trap('packets cut at any byte', 'every record is read', async (room) => {
    const { fake, tracker, more } = await setUp(room, (server) => {
      server.isSplitting = true;
    });
    await more(60);
    assert.equal(tracker.counts().missed, 0);
    assert.equal(tracker.counts().rubbish, 0);
    await allRead(fake, tracker);
  }),
  trap(
    'a record torn in the middle',
    'that record is counted as rubbish, the next one is read',
    async (room) => {
      const { fake, tracker, more } = await setUp(room);
      await more(5);
      fake.send('<REC CNT="7" TIME="1.0" BPOGX="0.');
      await until('rubbish', () => tracker.counts().rubbish === 1);
      await allRead(fake, tracker);
    },
  ),
  ...(['NACK', 'NAC'] as const).map((refusal) =>
    trap(`the stream is refused, spelt ${refusal}`, 'state refused, with advice; no sample', async (room) => {
      const { tracker, samples } = await setUp(room, ({ habits }) => {
        habits.refuses.add('ENABLE_SEND_DATA');
        habits.refusal = refusal;
      });
      await until('refused', () => tracker.health().state === 'refused');
      assert.notEqual(tracker.health().advice, '');
      assert.equal(samples.length, 0);
    }),
  ),
  trap('the assistive point is refused', 'the best point is read for the whole connection', async (room) => {
    const setting = await setUp(room, ({ habits }) => habits.refuses.add('ENABLE_SEND_POG_AAC'), {
      pointOfGaze: 'assistive',
    });
    await until('a valid sample', () => validOf(setting.samples).length > 0);
  }),
  trap('one eye is seen', 'valid, and says which eye', async (room) => {
    const { samples } = await setUp(room, ({ habits }) => {
      habits.unseenEye = 'left';
    });
    await until('a valid sample', () => validOf(samples).length > 0);
    const seen = validOf(samples).map(({ reading }) => reading.kind === 'screen' && reading.eyesSeen);
    assert.deepEqual([...new Set(seen)], ['right']);
  }),
  trap(
    'no eyes before the camera',
    'invalid with reason noEyes; state noEyes after 1 s; no eye position',
    async (room) => {
      const { tracker, samples, more } = await setUp(room, ({ habits }) => {
        habits.areEyesAway = true;
      });
      await more(10);
      assert.deepEqual(samples.at(-1)?.reading, { kind: 'none', why: 'noEyes' });
      assert.deepEqual(tracker.eyes(), { left: null, right: null });
      await until('noEyes', () => tracker.health().state === 'noEyes');
    },
  ),
  trap(
    'a blink',
    'invalid with reason blink, by its number, even beside a point that is said to be valid',
    async (room) => {
      const { fake, samples, more } = await setUp(room);
      await until('a blink', () =>
        samples.some(({ reading }) => reading.kind === 'none' && reading.why === 'blink'),
      );
      fake.habits.isSilent = true;
      const wait = more(1);
      fake.send('<REC CNT="9000" TIME="9000" BPOGX="0.5" BPOGY="0.5" BPOGV="1" BKID="7" />\r\n');
      await wait;
      await until('it', () => samples.at(-1)?.deviceMs === 9_000_000);
      assert.deepEqual(samples.at(-1)?.reading, { kind: 'none', why: 'blink' });
    },
  ),
  trap('TIME begins anew after a calibration', 'samples go on; another calibration', async (room) => {
    const { fake, tracker, more } = await setUp(room);
    await more(20);
    assert.equal(tracker.health().calibrations, 0);
    fake.restartTime();
    await more(20);
    assert.equal(tracker.counts().repeated, 0);
    assert.equal(tracker.health().calibrations, 1);
  }),
  trap(
    'somebody calibrates in Gazepoint Control’s own window',
    'another calibration; state uncalibrated and no place passed on until its result',
    async (room) => {
      const { fake, tracker, samples, more } = await setUp(room);
      await until('a valid sample', () => validOf(samples).length > 0);
      fake.send('<CAL ID="CALIB_START_PT" PT="1" CALX="0.5" CALY="0.5" />\r\n');
      await until('uncalibrated', () => tracker.health().state === 'uncalibrated');
      assert.equal(tracker.health().calibrations, 1);
      const before = validOf(samples).length;
      await more(30);
      assert.equal(validOf(samples).length, before);
      fake.send('<CAL ID="CALIB_RESULT" CALX1="0.5" CALY1="0.5" LV1="1" RV1="1" />\r\n');
      await until('a valid sample', () => validOf(samples).length > before);
      assert.equal(tracker.health().state, 'streaming');
      assert.equal(tracker.calibration().kind, 'idle');
    },
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
  trap(
    'the server is silent on an open line',
    'state lost after 250 ms; connected anew after 1.5 s',
    async (room) => {
      const { fake, tracker, more } = await setUp(room);
      await more(10);
      fake.habits.isSilent = true;
      fake.habits.isDeaf = true;
      await until('lost', () => tracker.health().state === 'lost');
      await until('another connection', () => fake.connections === 2);
      fake.habits.isDeaf = false;
      fake.habits.isSilent = false;
      await more(10);
      assert.equal(tracker.health().state, 'streaming');
    },
  ),
  trap(
    'the server answers, and has no device that sends records',
    'state refused, with advice about the device; the line stays, and is asked for them again',
    async (room) => {
      const { fake, tracker, samples, more } = await setUp(room, ({ habits }) => {
        habits.isSilent = true;
      });
      await until('refused', () => tracker.health().state === 'refused');
      assert.match(tracker.health().advice, /plug it in again/);
      assert.equal(tracker.health().canCalibrate, false);
      const asked = () => fake.heard.filter((command) => command.includes('ENABLE_SEND_DATA')).length;
      await until('asked for records three times', () => {
        assert.equal(tracker.health().state, 'refused');
        return asked() >= 3;
      });
      assert.equal(fake.connections, 1);
      fake.habits.isSilent = false;
      await more(10);
      assert.equal(tracker.health().state, 'streaming');
      fake.habits.isSilent = true;
      await until('lost', () => tracker.health().state === 'lost');
      await until('refused', () => tracker.health().state === 'refused');
      assert.equal(fake.connections, 1);
      assert.ok(samples.length > 0);
    },
  ),
  trap(
    'the connection is cut, the program ends and starts again',
    'state lost; connected anew with a growing wait',
    async (room) => {
      const { fake, tracker, more } = await setUp(room);
      await more(10);
      await fake.stop();
      await until('lost', () => tracker.health().state === 'lost');
      assert.equal(tracker.eyes(), null);
      assert.equal(tracker.health().calibrations, 0);
      await fake.start();
      await more(10);
      assert.equal(tracker.health().calibrations, 1);
    },
  ),
  trap(
    'calibration while records stream',
    'each point has its result; another calibration, whose error is known until the line is lost',
    async (room) => {
      const screen = { widthMm: 345, heightMm: 194, distanceMm: 600 };
      const setting = await setUp(room, undefined, { screen });
      const state = await calibrated(setting);
      assert.ok(state.kind === 'done' && state.isGood && state.points.length === TARGETS.length);
      const { calibrations, calibrationErrorDeg } = setting.tracker.health();
      assert.equal(calibrations, 2);
      assert.ok(calibrationErrorDeg !== null && calibrationErrorDeg > 0);
      setting.fake.dropClients();
      await until('lost', () => setting.tracker.health().state === 'lost');
      assert.equal(setting.tracker.health().calibrationErrorDeg, null);
      assert.equal(setting.tracker.calibration().kind, 'done');
    },
  ),
  trap('the eye is not seen at one point', 'that point is missed; once more begins with it', async (room) => {
    const setting = await setUp(room, ({ calibration }) =>
      calibration.habits.unseen.add(spotKey({ x: 0.15, y: 0.15 })),
    );
    const first = await calibrated(setting);
    assert.ok(first.kind === 'done' && !first.isGood);
    assert.deepEqual(
      first.points.map(({ verdict }) => verdict),
      ['good', 'missed', 'good'],
    );
    setting.fake.calibration.habits.unseen.clear();
    const second = await calibrated(setting, () => setting.tracker.redoCalibration());
    assert.ok(second.kind === 'done' && second.isGood);
    assert.deepEqual(second.points[0]?.target, { x: 0.15, y: 0.15 });
  }),
  trap(
    'CALIB_RESULT never comes',
    'the summary is asked for and taken: error known, points unknown',
    async (room) => {
      const state = await calibrated(
        await setUp(room, ({ calibration }) => {
          calibration.habits.isResultMissing = true;
        }),
      );
      assert.ok(state.kind === 'done' && state.averageErrorPx !== null);
      assert.ok(state.points.every(({ verdict }) => verdict === 'unknown'));
    },
  ),
  trap('CALIB_RESULT never comes and the summary is an old one', 'failed: resultStale', async (room) => {
    const state = await calibrated(
      await setUp(room, ({ calibration }) => {
        calibration.habits.isResultMissing = true;
        calibration.habits.isSummaryStale = true;
      }),
    );
    assert.ok(state.kind === 'failed' && state.why === 'resultStale');
  }),
  trap(
    'CALIB_RESULT of a cancelled run comes once the next one has begun',
    'not taken for its result',
    async (room) => {
      const setting = await setUp(room, ({ calibration }) => {
        calibration.habits.isResultMissing = true;
        calibration.habits.unseen.add(spotKey({ x: 0.15, y: 0.15 }));
      });
      const { fake, tracker, more } = setting;
      await more(1);
      tracker.calibrate(TARGETS);
      await until('all points', () => tracker.calibration().kind === 'computing');
      tracker.cancelCalibration();
      fake.calibration.habits.isResultMissing = false;
      fake.calibration.habits.pace = 0.1;
      const good = TARGETS.map(({ x, y }, index) => {
        const n = index + 1;
        return `CALX${n}="${x}" CALY${n}="${y}" LX${n}="${x}" LY${n}="${y}" LV${n}="1" RX${n}="${x}" RY${n}="${y}" RV${n}="1"`;
      });
      tracker.redoCalibration();
      fake.send(`<CAL ID="CALIB_RESULT" ${good.join(' ')} />\r\n`);
      const state = await calibrated(setting, () => undefined);
      assert.ok(state.kind === 'done' && !state.isGood);
    },
  ),
  trap('the server keeps its own points', 'failed: otherPoints', async (room) => {
    const setting = await setUp(room, ({ calibration }) => {
      calibration.habits.isStuckToOwnPoints = true;
    });
    const targets = [{ x: 0.3, y: 0.5 }, ...TARGETS];
    const state = await calibrated(setting, () => setting.tracker.calibrate(targets));
    assert.ok(state.kind === 'failed' && state.why === 'otherPoints');
  }),
  trap(
    'the line breaks during a calibration',
    'failed: lineLost; nothing is sent to the next connection',
    async (room) => {
      const setting = await setUp(room, ({ calibration }) => {
        calibration.habits.diesAfterPoints = 1;
      });
      await setting.more(1);
      setting.tracker.calibrate(TARGETS);
      await until('a target', () => setting.tracker.calibration().kind === 'looking');
      setting.fake.dropClients();
      const state = await calibrated(setting, () => undefined);
      assert.ok(state.kind === 'failed' && state.why === 'lineLost');
    },
  ),
];
