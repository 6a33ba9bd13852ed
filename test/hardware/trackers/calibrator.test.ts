import { describe, expect, it } from 'vitest';
import { createCalibrator } from '../../../hardware/trackers/gazepoint/calibrator.ts';
import { createGazepointReader } from '../../../hardware/trackers/gazepoint/reader.ts';

const TARGETS = [
  { x: 0.5, y: 0.5 },
  { x: 0.85, y: 0.15 },
];
const SCREEN = { widthPx: 1920, heightPx: 1080 };
/** As long as a run of ours is waited for. */
const STALLED_MS = 6500;

function bench() {
  const sent: string[] = [];
  const calibrator = createCalibrator({
    send: (command) => sent.push(command),
    onState: undefined,
    onChange: undefined,
  });
  const hear = (text: string, nowMs: number) => {
    for (const message of createGazepointReader().push(Buffer.from(text)))
      calibrator.step({ type: 'message', message, screen: SCREEN, nowMs });
  };
  const startPoint = (number: number, nowMs: number, { x, y } = TARGETS[number - 1] ?? { x: 0, y: 0 }) =>
    hear(`<CAL ID="CALIB_START_PT" PT="${number}" CALX="${x}" CALY="${y}" />`, nowMs);
  const endPoint = (number: number, nowMs: number) =>
    hear(`<CAL ID="CALIB_RESULT_PT" PT="${number}" CALX="0" CALY="0" />`, nowMs);
  const result = (nowMs: number) => {
    const points = TARGETS.map(({ x, y }, index) => {
      const n = index + 1;
      return `CALX${n}="${x}" CALY${n}="${y}" LX${n}="${x}" LY${n}="${y}" LV${n}="1" RX${n}="${x}" RY${n}="${y}" RV${n}="1"`;
    });
    hear(`<CAL ID="CALIB_RESULT" ${points.join(' ')} />`, nowMs);
  };
  /** A run of ours from its first target to its result. */
  const run = (fromMs: number) => {
    calibrator.step({ type: 'begin', targets: TARGETS, nowMs: fromMs });
    for (const number of [1, 2]) {
      startPoint(number, fromMs + number);
      endPoint(number, fromMs + number);
    }
    result(fromMs + 3);
  };
  return { calibrator, sent, startPoint, endPoint, result, run };
}

describe('how often the calibration has changed', () => {
  it('with the start and the end of a run of ours, however it ends', () => {
    const { calibrator, run } = bench();
    run(0);
    expect(calibrator).toMatchObject({ changes: 2, averageErrorPx: 0, state: { kind: 'done' } });
    calibrator.step({ type: 'redo', nowMs: 10 });
    expect(calibrator).toMatchObject({ changes: 3, averageErrorPx: null });
    calibrator.step({ type: 'cancel' });
    expect(calibrator.changes).toBe(4);
  });

  it('with each word about one that is none of ours, whose error nobody knows', () => {
    const { calibrator, startPoint, endPoint, result, run } = bench();
    run(0);
    startPoint(1, 100);
    expect(calibrator).toMatchObject({ changes: 3, averageErrorPx: null, state: { kind: 'done' } });
    endPoint(1, 101);
    result(102);
    expect(calibrator.changes).toBe(5);
  });

  it('a line that is lost leaves the result to be seen, and its error is not known any more', () => {
    const { calibrator, run } = bench();
    run(0);
    calibrator.step({ type: 'lineLost' });
    expect(calibrator).toMatchObject({ averageErrorPx: null, state: { kind: 'done', averageErrorPx: 0 } });
  });
});

describe('what a cancelled run had under way', () => {
  /** All points were looked at, then it was cancelled, and another begun. */
  function begunAnew() {
    const all = bench();
    const { calibrator, startPoint, endPoint } = all;
    calibrator.step({ type: 'begin', targets: TARGETS, nowMs: 0 });
    for (const number of [1, 2]) {
      startPoint(number, number);
      endPoint(number, number);
    }
    calibrator.step({ type: 'cancel' });
    calibrator.step({ type: 'redo', nowMs: 10 });
    return all;
  }

  it.each(['startPoint', 'endPoint'] as const)('a late %s is not of the next run', (what) => {
    const all = begunAnew();
    all[what](2, 11);
    expect(all.calibrator.state.kind).toBe('preparing');
  });

  it('a late result does not end the next run, which ends with its own', () => {
    const { calibrator, sent, startPoint, endPoint, result } = begunAnew();
    const asked = () => sent.filter((command) => command.includes('RESULT_SUMMARY')).length;
    expect(asked()).toBe(2);
    result(11);
    expect(calibrator.state.kind).toBe('preparing');
    // The summary is another one since.
    expect(asked()).toBe(3);
    startPoint(1, 12);
    result(13);
    expect(calibrator.state.kind).toBe('looking');
    endPoint(1, 14);
    startPoint(2, 15);
    endPoint(2, 16);
    result(17);
    expect(calibrator.state).toMatchObject({ kind: 'done', isGood: true });
  });
});

describe('a calibration of somebody else is under way', () => {
  it('until its result', () => {
    const { calibrator, startPoint, result } = bench();
    expect(calibrator.isUnderway(0)).toBe(false);
    startPoint(1, 0);
    expect(calibrator.isUnderway(1)).toBe(true);
    result(2);
    expect(calibrator.isUnderway(3)).toBe(false);
  });

  it('or until nothing more was heard of it for as long as a run of ours is waited for', () => {
    const { calibrator, startPoint, endPoint } = bench();
    startPoint(1, 0);
    endPoint(1, 2000);
    expect(calibrator.isUnderway(2000 + STALLED_MS)).toBe(true);
    expect(calibrator.isUnderway(2001 + STALLED_MS)).toBe(false);
  });

  it('or until the line is lost, or one of ours takes its place', () => {
    for (const ends of [
      [{ type: 'lineLost' }],
      [{ type: 'begin', targets: TARGETS, nowMs: 1 }, { type: 'cancel' }],
    ] as const) {
      const { calibrator, startPoint } = bench();
      startPoint(1, 0);
      for (const event of ends) calibrator.step(event);
      expect(calibrator.isUnderway(2)).toBe(false);
    }
  });
});
