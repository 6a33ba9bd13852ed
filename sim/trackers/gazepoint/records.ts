import type { View } from '../viewer.ts';

/** What a record is made of. */
export interface RecordFacts {
  readonly count: number;
  readonly timeS: number;
  readonly view: View;
  /** Number of the blink that goes on; 0 between blinks. */
  readonly blink: number;
  /** An eye that the camera does not see. */
  readonly unseenEye: 'left' | 'right' | 'none';
}

const TICKS_PER_S = 10_000_000;
/** Of somebody who sits before the middle of the camera. */
const EYES_M = { left: -0.031, right: 0.032, up: 0.01, away: 0.62 };

/** A record with the fields that were asked for, in the order of the manual. */
export function recordOf(facts: RecordFacts, enabled: ReadonlySet<string>): string {
  const { count, timeS, view, blink, unseenEye } = facts;
  const x = view.x.toFixed(5);
  const y = view.y.toFixed(5);
  const isSeen = (side: 'left' | 'right') => view.isSeen && unseenEye !== side;
  const bit = (is: boolean) => (is ? 1 : 0);
  const eye = (letter: 'L' | 'R', side: 'left' | 'right') => {
    const seen = bit(isSeen(side));
    return { point: `${letter}POGX="${x}" ${letter}POGY="${y}" ${letter}POGV="${seen}"`, seen };
  };
  const left = eye('L', 'left');
  const right = eye('R', 'right');
  const any = bit(left.seen + right.seen > 0);
  const position = (letter: 'L' | 'R', xM: number, seen: number) =>
    `${letter}EYEX="${xM}" ${letter}EYEY="${EYES_M.up}" ${letter}EYEZ="${EYES_M.away}" ${letter}PUPILD="0.0041" ${letter}PUPILV="${seen}"`;
  const fields: readonly (readonly [string, string])[] = [
    ['COUNTER', `CNT="${count}"`],
    ['TIME', `TIME="${timeS.toFixed(5)}"`],
    ['TIME_TICK', `TIME_TICK="${Math.round(timeS * TICKS_PER_S)}"`],
    [
      'POG_FIX',
      `FPOGX="${x}" FPOGY="${y}" FPOGS="${timeS.toFixed(5)}" FPOGD="0.2" FPOGID="7" FPOGV="${any}"`,
    ],
    ['POG_LEFT', left.point],
    ['POG_RIGHT', right.point],
    ['POG_BEST', `BPOGX="${x}" BPOGY="${y}" BPOGV="${any}"`],
    ['POG_AAC', `APOGX="${x}" APOGY="${y}" APOGV="${any}"`],
    ['PUPIL_LEFT', `LPCX="0.42" LPCY="0.51" LPD="21.3" LPS="1.01" LPV="${left.seen}"`],
    ['PUPIL_RIGHT', `RPCX="0.58" RPCY="0.50" RPD="21.1" RPS="1.01" RPV="${right.seen}"`],
    ['EYE_LEFT', position('L', EYES_M.left, left.seen)],
    ['EYE_RIGHT', position('R', EYES_M.right, right.seen)],
    ['BLINK', `BKID="${blink}" BKDUR="0.0" BKPMIN="12"`],
  ];
  const sent = fields.filter(([stream]) => enabled.has(`ENABLE_SEND_${stream}`)).map(([, text]) => text);
  return `<REC ${sent.join(' ')} USER="" />\r\n`;
}
