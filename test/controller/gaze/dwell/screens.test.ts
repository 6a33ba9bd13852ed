import { describe, expect, it } from 'vitest';
import { screenFor } from '../../../../controller/gaze/dwell/screenFor.ts';
import {
  askOf,
  findOffer,
  type Offer,
  type Place,
  SCREENS,
  type ScreenId,
} from '../../../../controller/gaze/dwell/screens.ts';
import { MOVEMENTS } from '../../../../protocol/clientMessages.ts';
import { REASON_IDS, STATES } from '../../../../protocol/states.ts';

const SCREEN_IDS = Object.keys(SCREENS) as ScreenId[];
const offersOf = (screen: ScreenId): readonly Offer[] => SCREENS[screen];

/** Rows and columns of the stage that each place covers. */
const CELLS: Readonly<Record<Place, readonly string[]>> = {
  topLeft: ['11'],
  top: ['12'],
  topRight: ['13'],
  left: ['21'],
  right: ['23'],
  bottomLeft: ['31'],
  bottom: ['32'],
  bottomRight: ['33'],
  wholeBottom: ['31', '32', '33'],
  wideBottom: ['31', '32'],
  wholeLeft: ['11', '21'],
  wholeRight: ['13', '23'],
};

describe('what can be chosen', () => {
  it('is nothing without current telemetry, whatever else is known', () => {
    for (const isSecondStep of [false, true]) {
      expect(offersOf(screenFor({ telemetry: null, hasSettings: true, clutch: 'in' }, isSecondStep))).toEqual(
        [],
      );
    }
  });

  it('is nothing without the settings of the person', () => {
    for (const state of STATES) {
      const known = { telemetry: { state, reason: 'armed' }, hasSettings: false, clutch: 'in' } as const;
      expect(offersOf(screenFor(known, false))).toEqual([]);
    }
  });

  it('is a movement only in ready and engaged, which are one screen, and only with the clutch in', () => {
    for (const state of STATES) {
      for (const reason of REASON_IDS) {
        for (const isSecondStep of [false, true]) {
          for (const clutch of ['out', 'asked', 'in'] as const) {
            const known = { telemetry: { state, reason }, hasSettings: true, clutch };
            const hasMovement = offersOf(screenFor(known, isSecondStep)).some(
              ({ byGaze, byHand }) => byGaze.kind === 'move' || byHand.kind === 'move',
            );
            const isReady = state === 'ready' || state === 'engaged';
            expect(hasMovement, `${state} ${reason} ${clutch}`).toBe(isReady && clutch === 'in');
          }
        }
      }
    }
    expect(
      SCREENS.move
        .map(({ id }) => id)
        .filter((id) => id !== 'rest')
        .toSorted(),
    ).toEqual(MOVEMENTS.toSorted());
  });

  it('never lets one place take two steps that follow each other', () => {
    const pairs = [
      ['begin', 'confirm'],
      ['calm', 'calmConfirm'],
      ['stopped', 'stoppedConfirm'],
      ['fault', 'faultConfirm'],
    ] as const;
    for (const [first, second] of pairs) {
      const taken = offersOf(first).flatMap(({ place }) => CELLS[place]);
      for (const { place } of offersOf(second))
        for (const cell of CELLS[place]) expect(taken).not.toContain(cell);
    }
  });

  it('never has two controls in one place', () => {
    for (const screen of SCREEN_IDS) {
      const cells = offersOf(screen).flatMap(({ place }) => CELLS[place]);
      expect(new Set(cells).size, screen).toBe(cells.length);
    }
  });

  it('takes two looks to arm, to leave STOP and to acknowledge', () => {
    for (const screen of ['begin', 'stopped', 'fault'] as const) {
      for (const { byGaze } of offersOf(screen)) {
        expect(['confirmArm', 'leaveStop', 'acknowledge']).not.toContain(
          byGaze.kind === 'ask' ? byGaze.type : '',
        );
      }
    }
  });

  it('takes two looks to put the clutch in, and one act of a hand', () => {
    for (const { id, byGaze } of SCREENS.calm)
      expect([id, byGaze]).toEqual(
        id === 'rest' ? [id, { kind: 'ask', type: 'rest' }] : [id, { kind: 'clutch', step: 'ask' }],
      );
    for (const screen of ['calm', 'calmConfirm'] as const)
      expect(
        offersOf(screen).filter(({ byHand }) => byHand.kind === 'clutch' && byHand.step === 'engage'),
      ).toHaveLength(1);
  });

  it('puts every movement on the side to which the head goes', () => {
    const placeOf = (id: string) => SCREENS.move.find((offer) => offer.id === id)?.place.toLowerCase() ?? '';
    for (const side of ['left', 'right']) {
      for (const kind of ['turn', 'tilt']) {
        expect(placeOf(`${kind}${side === 'left' ? 'Left' : 'Right'}`)).toContain(side);
      }
    }
    expect(placeOf('nodUp')).toBe('top');
    expect(placeOf('nodDown')).toBe('bottom');
  });

  it('is found by its name on its own screen only', () => {
    for (const screen of SCREEN_IDS) {
      for (const offer of offersOf(screen)) expect(findOffer(screen, offer.id)).toBe(offer);
    }
    expect(findOffer('begin', 'turnLeft')).toBeUndefined();
    expect(findOffer('unknown', 'getReady')).toBeUndefined();
  });
});

describe('what a choice asks for', () => {
  it('answers for a painted picture or is not sent at all, where it says that a person has looked', () => {
    expect(askOf('acknowledge', 'gaze', null)).toBeUndefined();
    expect(askOf('acknowledge', 'hand', 0)).toEqual({ type: 'acknowledge', by: 'hand', renderedTick: 0 });
  });

  it('is sent whatever has been painted, where it only ends or begins something', () => {
    for (const renderedTick of [null, 7]) {
      expect(askOf('rest', 'gaze', renderedTick)).toEqual({ type: 'rest' });
      expect(askOf('leaveStop', 'hand', renderedTick)).toEqual({ type: 'leaveStop' });
    }
  });
});
