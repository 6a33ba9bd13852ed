/** What the calibration of a fake Gazepoint does beside or instead of what it should. */
export interface CalibrationHabits {
  /** Shares of a second's time, so that a test need not wait. */
  pace: number;
  /** The eyes are not seen at these points, by their place. */
  readonly unseen: Set<string>;
  /** The eyes are seen to look a twentieth of the screen beside these points. */
  readonly astray: Set<string>;
  /** CALIB_RESULT is never sent, as after a calibration in the vendor's own window. */
  isResultMissing: boolean;
  /** The summary stays that of before. */
  isSummaryStale: boolean;
  /** Points cannot be cleared: those of the vendor stay. */
  isStuckToOwnPoints: boolean;
  /** Ends without a word after this many points. */
  diesAfterPoints: number;
}

export interface Spot {
  readonly x: number;
  readonly y: number;
}

const OWN_POINTS: readonly Spot[] = [
  { x: 0.5, y: 0.5 },
  { x: 0.85, y: 0.15 },
  { x: 0.85, y: 0.85 },
  { x: 0.15, y: 0.85 },
  { x: 0.15, y: 0.15 },
];

/** The calibration of a fake Gazepoint: shows its points one after the other, in its own time. */
export interface FakeCalibration {
  readonly habits: CalibrationHabits;
  /** Answers a command about calibration, or null where it is about something else. */
  answer(id: string, attributes: ReadonlyMap<string, string>): string | null;
  summary(): string;
  end(): void;
}

export const spotKey = ({ x, y }: Spot): string => `${x} ${y}`;

export function createFakeCalibration(send: (text: string) => void): FakeCalibration {
  const habits: CalibrationHabits = {
    pace: 0.01,
    unseen: new Set(),
    astray: new Set(),
    isResultMissing: false,
    isSummaryStale: false,
    isStuckToOwnPoints: false,
    diesAfterPoints: Number.POSITIVE_INFINITY,
  };
  let points: Spot[] = [...OWN_POINTS];
  let timeoutS = 1.5;
  let delayS = 0.75;
  let summary = { error: 0, valid: 0 };
  let runs = 0;
  let timer: NodeJS.Timeout | undefined;

  const after = (seconds: number, then: () => void) => {
    timer = setTimeout(then, seconds * habits.pace * 1000);
  };
  const startPoint = (index: number) => {
    const point = points[index];
    if (!point) return finish();
    if (index >= habits.diesAfterPoints) return;
    const at = `PT="${index + 1}" CALX="${point.x.toFixed(5)}" CALY="${point.y.toFixed(5)}"`;
    after(delayS, () => {
      send(`<CAL ID="CALIB_START_PT" ${at} />\r\n`);
      after(timeoutS, () => {
        send(`<CAL ID="CALIB_RESULT_PT" ${at} />\r\n`);
        startPoint(index + 1);
      });
    });
  };
  const finish = () => {
    runs += 1;
    const isSeen = (point: Spot) => !habits.unseen.has(spotKey(point));
    const result = points.flatMap((point, index) => {
      const n = index + 1;
      const seen = isSeen(point) ? 1 : 0;
      const off = habits.astray.has(spotKey(point)) ? 0.05 : 0.004;
      const eye = (letter: 'L' | 'R') =>
        `${letter}X${n}="${(point.x + off).toFixed(5)}" ${letter}Y${n}="${point.y.toFixed(5)}" ${letter}V${n}="${seen}"`;
      return [`CALX${n}="${point.x.toFixed(5)}" CALY${n}="${point.y.toFixed(5)}"`, eye('L'), eye('R')];
    });
    if (!habits.isSummaryStale) summary = { error: 19.43 + runs, valid: points.filter(isSeen).length };
    if (!habits.isResultMissing) send(`<CAL ID="CALIB_RESULT" ${result.join(' ')} />\r\n`);
  };

  return {
    habits,
    answer(id, attributes) {
      const number = (name: string) => Number(attributes.get(name));
      switch (id) {
        case 'CALIBRATE_CLEAR':
          if (!habits.isStuckToOwnPoints) points = [];
          return `<ACK ID="${id}" PTS="${points.length}" />\r\n`;
        case 'CALIBRATE_ADDPOINT':
          if (!habits.isStuckToOwnPoints) points.push({ x: number('X'), y: number('Y') });
          return `<ACK ID="${id}" PTS="${points.length}" />\r\n`;
        case 'CALIBRATE_TIMEOUT':
          timeoutS = number('VALUE');
          return `<ACK ID="${id}" VALUE="${timeoutS}" />\r\n`;
        case 'CALIBRATE_DELAY':
          delayS = number('VALUE');
          return `<ACK ID="${id}" VALUE="${delayS}" />\r\n`;
        case 'CALIBRATE_START':
          clearTimeout(timer);
          if (number('STATE') === 1) startPoint(0);
          return `<ACK ID="${id}" STATE="${number('STATE')}" />\r\n`;
        default:
          return null;
      }
    },
    summary: () =>
      `<ACK ID="CALIBRATE_RESULT_SUMMARY" AVE_ERROR="${summary.error.toFixed(2)}" VALID_POINTS="${summary.valid}" />\r\n`,
    end: () => clearTimeout(timer),
  };
}
