import { describe, expect, test } from 'vitest';
import type { Incident } from '../../../../controller/safety/observation.ts';
import type { FaultId } from '../../../../protocol/faults.ts';
import { observed, type Row, raisedIn, WELL } from '../observed.ts';

const incident = (kind: Incident) => ({ incidents: new Set([kind]) });
const off = { isPowered: false } as const;

describe('checks of the line and of time', () => {
  test('S100: a head on its way with everything well raises nothing', () => {
    expect(raisedIn(WELL)).toEqual([]);
  });

  test.each<Row>([
    ['a closed line', { isLineOpen: false }, ['linkClosed']],
    ['an echo after 100 ms', { unechoedForMs: 100 }, []],
    ['an echo after 101 ms', { unechoedForMs: 101 }, ['linkLate']],
    ['an echo of unknown age', { unechoedForMs: Number.NaN }, ['linkLate']],
    ['a late echo in the self test, off', { state: 'selfTest', brace: off, unechoedForMs: 500 }, []],
    ['a late echo in the self test, carrying', { state: 'selfTest', unechoedForMs: 101 }, ['linkLate']],
    ['a late echo at the start', { state: 'starting', brace: undefined, unechoedForMs: 500 }, []],
    ['a late echo in STOP, off', { state: 'stopped', brace: off, unechoedForMs: 101 }, ['linkLate']],
    ['two damaged messages in a second', { badStatusCount: 2 }, []],
    ['three damaged messages in a second', { badStatusCount: 3 }, ['badStatus']],
    ['damaged messages without number', { badStatusCount: Number.NaN }, ['badStatus']],
  ])('S102: %s', (_, change, raised) => {
    expect(raisedIn(observed(change))).toEqual(raised);
  });

  test.each<readonly [Incident, FaultId]>([
    ['closed', 'linkClosed'],
    ['writeStuck', 'linkClosed'],
    ['nonceChanged', 'firmwareRebooted'],
    ['rebooted', 'firmwareRebooted'],
    ['echoMismatch', 'echoMismatch'],
    ['guardRefused', 'guardRefused'],
    ['clockAnomaly', 'clockAnomaly'],
  ])('S103: %s raises %s and nothing else', (kind, id) => {
    expect(raisedIn(observed(incident(kind)))).toEqual([id]);
  });

  test.each<Row>([
    ['a latch', { brace: { isLatched: true } }, ['firmwareLatched']],
    ['the stop input', { brace: { isStopPressed: true } }, ['stopInput']],
    ['a refusal a second ago', { brace: { refusedForMs: 1000 } }, ['firmwareRefused']],
    ['a refusal over a second ago', { brace: { refusedForMs: 1001 } }, []],
    ['no refusal ever', { brace: { refusedForMs: undefined } }, []],
    ['a refusal of unknown age', { brace: { refusedForMs: Number.NaN } }, ['firmwareRefused']],
    ['no status yet', { state: 'starting', brace: undefined }, []],
  ])('S104: %s of the firmware', (_, change, raised) => {
    expect(raisedIn(observed(change))).toEqual(raised);
  });

  test.each<Row>([
    ['our firmware of another build', { brace: { firmware: 'other' } }, ['firmwareDiffers']],
    [
      'our firmware of another build, off',
      { state: 'selfTest', brace: { firmware: 'other', isPowered: false } },
      ['firmwareDiffers'],
    ],
    ['no status yet', { state: 'starting', brace: undefined }, []],
  ])('S150: %s', (_, change, raised) => {
    expect(raisedIn(observed(change))).toEqual(raised);
  });

  const onBenchBoard = { isBenchBoard: true, brace: { firmware: 'benchBoard' } } as const;
  test.each<Row>([
    ['a patient’s settings', onBenchBoard, ['benchBoard', 'benchBoardWorn']],
    [
      'a simulated person’s settings',
      { ...onBenchBoard, profile: { wearer: 'simulated' } },
      ['benchBoard', 'benchBoardWorn'],
    ],
    ['settings made for the bench', { ...onBenchBoard, profile: { wearer: 'bench' } }, ['benchBoard']],
    [
      'no settings',
      { ...onBenchBoard, profile: undefined, envelope: undefined },
      ['benchBoard', 'benchBoardWorn', 'profileMissing'],
    ],
    [
      'no status yet',
      { isBenchBoard: true, state: 'starting', brace: undefined },
      ['benchBoard', 'benchBoardWorn'],
    ],
  ])('S151: a bench board with %s', (_, change, raised) => {
    expect(raisedIn(observed(change))).toEqual(raised);
  });

  const silent = { supplyVolts: null, servoTemperaturesC: [null, null] } as const;
  const forBench = { profile: { wearer: 'bench' } } as const;
  test.each<Row>([
    ['on a bench board with settings for it', { ...onBenchBoard, ...forBench, ...silent }, ['benchBoard']],
    [
      'on a bench board with a patient’s',
      { ...onBenchBoard, ...silent },
      ['benchBoard', 'benchBoardWorn', 'sensorsSilent'],
    ],
    ['on a brace with settings for the bench', { ...forBench, ...silent }, ['sensorsSilent']],
  ])('S152: sensors that say nothing %s', (_, change, raised) => {
    expect(raisedIn(observed(change))).toEqual(raised);
  });

  test.each<Row>([
    ['60 ms late', { latenessMs: 60 }, []],
    ['61 ms late', { latenessMs: 61 }, ['tickLate']],
    ['120 ms late', { latenessMs: 120 }, ['tickLate']],
    ['121 ms late', { latenessMs: 121 }, ['tickLate', 'tickStalled']],
    ['of unknown lateness', { latenessMs: Number.NaN }, ['tickLate', 'tickStalled']],
    [
      '121 ms late, ready',
      { latenessMs: 121, state: 'ready', permission: 'still', isMoving: false },
      ['tickLate', 'tickStalled'],
    ],
    [
      '121 ms late on a stopping ramp',
      { latenessMs: 121, state: 'standby', permission: 'still', isMoving: true },
      ['tickLate', 'tickStalled'],
    ],
    [
      '121 ms late in an announced retreat',
      { latenessMs: 121, state: 'retreating', permission: 'move', isMoving: false },
      ['tickLate', 'tickStalled'],
    ],
    [
      '121 ms late at rest',
      { latenessMs: 121, state: 'standby', permission: 'still', isMoving: false },
      ['tickLate'],
    ],
    ['at no time that is a number', { nowMs: Number.NaN }, ['clockAnomaly']],
  ])('S105: a tick %s', (_, change, raised) => {
    expect(raisedIn(observed(change))).toEqual(raised);
  });
});
