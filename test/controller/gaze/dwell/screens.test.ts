import { describe, expect, it } from 'vitest';
import { screenFor } from '../../../../controller/gaze/dwell/screenFor.ts';
import {
  actOf,
  askOf,
  findOffer,
  isRemembered,
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
      ['calmSteer', 'steerConfirm'],
      ['calmSteer', 'calmConfirm'],
      ['stopped', 'stoppedConfirm'],
      ['fault', 'faultConfirm'],
    ] as const;
    for (const [first, second] of pairs) {
      const taken = offersOf(first).flatMap(({ place }) => CELLS[place]);
      for (const { place } of offersOf(second))
        for (const cell of CELLS[place]) expect(taken).not.toContain(cell);
    }
  });

  it('leads on by another place while the head follows the eyes, and by the same one to the end of it', () => {
    const [goOn, yes] = [findOffer('steer', 'goOn'), findOffer('steerGoOn', 'yesGoOn')];
    expect(CELLS[yes?.place ?? 'top']).not.toEqual(expect.arrayContaining([...CELLS[goOn?.place ?? 'top']]));
    for (const offer of [goOn, yes])
      expect(CELLS[offer?.place ?? 'left'].every((at) => at[1] === '2')).toBe(true);
    const ends = [findOffer('steer', 'stopFollowing'), findOffer('steerGoOn', 'stopFollowing')];
    expect(ends[0]).toBeDefined();
    expect(ends[0]).toBe(ends[1]);
    expect(ends.map((offer) => offer && isRemembered(offer))).toEqual([true, true]);
  });

  it('takes two looks to let gaze steer and to go on with it, and one act of a hand or a switch', () => {
    for (const screen of SCREEN_IDS) {
      for (const offer of offersOf(screen)) {
        const { byGaze } = offer;
        if (byGaze.kind !== 'steer' || byGaze.step === 'decline' || byGaze.step === 'end') continue;
        const isSecond = screen === 'steerConfirm' || screen === 'steerGoOn';
        expect(byGaze.step, screen).toBe(isSecond ? 'confirm' : 'ask');
        expect(isRemembered(offer)).toBe(false);
        for (const by of ['hand', 'switch'] as const)
          expect(actOf(offer, by)).toEqual({ kind: 'steer', step: 'engage' });
      }
    }
  });

  it('is about steering only in the state it belongs to', () => {
    const STEPS = ['none', 'offered', 'asked', 'checking', 'told', 'in', 'goingOn', 'elsewhere'] as const;
    const shown = (state: 'ready' | 'engaged', clutch: 'out' | 'in') =>
      STEPS.map((steering) =>
        screenFor({ telemetry: { state, reason: 'armed' }, hasSettings: true, clutch, steering }, false),
      );
    const asked = ['steerConfirm', 'eyeCheck', 'eyeCheckTold'];
    const following = ['steer', 'steerGoOn', 'steerWatch'];
    expect(shown('ready', 'out')).toEqual(['calm', 'calmSteer', ...asked, 'calm', 'calm', 'calm']);
    expect(shown('ready', 'in')).toEqual(['move', 'move', ...asked, 'move', 'move', 'move']);
    expect(shown('engaged', 'out')).toEqual(['calm', 'calmSteer', 'calm', 'calm', 'calm', ...following]);
    expect(shown('engaged', 'in')).toEqual(['move', 'move', 'move', 'move', 'move', ...following]);
    for (const state of STATES.filter((name) => name !== 'ready' && name !== 'engaged'))
      for (const steering of STEPS) {
        const known = { telemetry: { state, reason: 'armed' }, hasSettings: true, clutch: 'in' } as const;
        expect(screenFor({ ...known, steering }, false)).toBe(screenFor(known, false));
      }
  });

  it('S207: is nothing while another page moves the head, whatever was shown', () => {
    for (const state of STATES) {
      for (const clutch of ['out', 'asked', 'in'] as const) {
        const known = { telemetry: { state, reason: 'moving' }, hasSettings: true, clutch } as const;
        const moved = screenFor({ ...known, isMovedElsewhere: true }, false);
        if (state === 'engaged') expect([moved, offersOf(moved)]).toEqual(['moveWatch', []]);
        else expect(moved).toBe(screenFor(known, false));
      }
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
