import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assess } from '../../../../controller/safety/checks/all.ts';
import { FAILSAFE, isAtLeast } from '../../../../controller/safety/failsafe.ts';
import type { Observation } from '../../../../controller/safety/observation.ts';
import type { FaultId } from '../../../../protocol/faults.ts';
import { anyObservation, leaves, valueAt, withValueAt } from '../anyObservation.ts';
import { raisedIn, WELL } from '../observed.ts';

const RUNS = { numRuns: 2000 } as const;

describe('what is unknown', () => {
  test('S101: NaN in place of any number takes no flag back', () => {
    fc.assert(
      fc.property(anyObservation, fc.nat(), (observation, pick) => {
        const paths = leaves(observation).filter((path) => typeof valueAt(observation, path) === 'number');
        const path = paths[pick % paths.length] ?? [];
        const after = assess(withValueAt(observation, path, Number.NaN));
        expect(
          raisedIn(observation).filter((id) => !after[id]),
          path.join('.'),
        ).toEqual([]);
      }),
      RUNS,
    );
  });

  /** What a number that is none raises, of all that a tick observes. Parameters that no check reads stand apart. */
  const RAISED_BY_NAN: Readonly<Record<string, readonly FaultId[]>> = {
    nowMs: ['clockAnomaly'],
    latenessMs: ['tickLate', 'tickStalled'],
    'parameters.gazeSlowMs': ['gazeStale'],
    'parameters.tickLateWarnMs': ['tickLate'],
    'parameters.tickLateHoldMs': ['tickStalled'],
    'parameters.echoLostMs': ['linkLate'],
    'envelope.soft.yawDeg': ['outsideSoftLimit'],
    'envelope.soft.flexionDeg': ['outsideSoftLimit'],
    // Judged only of a head that is bent back.
    'envelope.soft.extensionDeg': [],
    'envelope.soft.rollDeg': ['outsideSoftLimit'],
    'envelope.hard.yawDeg': ['outsideHardLimit'],
    'envelope.hard.flexionDeg': ['outsideHardLimit'],
    'envelope.hard.extensionDeg': [],
    'envelope.hard.rollDeg': ['outsideHardLimit'],
    unechoedForMs: ['linkLate'],
    badStatusCount: ['badStatus'],
    'brace.refusedForMs': ['firmwareRefused'],
    ...each('head.measured', [
      'poseUnknown',
      'followingError',
      'potsDisagree',
      'outsideSoftLimit',
      'outsideHardLimit',
    ]),
    ...each('head.commanded', ['poseUnknown', 'followingError']),
    ...each('head.measuredRateDegPerS', ['uncommandedMotion', 'headDropping']),
    ...each('head.commandedRates.min', ['uncommandedMotion', 'headDropping']),
    ...each('head.commandedRates.max', ['uncommandedMotion', 'headDropping']),
    // Within 4° of its pulses, whatever the rates: no stall.
    ...Object.fromEntries(
      [0, 1, 2].flatMap((servo) => [
        [`head.servoErrorDeg.${servo}`, []],
        [`head.servoRateDegPerS.measured.${servo}`, []],
        [`head.servoRateDegPerS.commanded.${servo}`, []],
      ]),
    ),
    ...each('headImu.pose', ['potsDisagree', 'imuSilent']),
    'headImu.rateDegPerS': ['uncommandedMotion', 'headDropping', 'imuSilent'],
    'trunkImu.accelerationG': ['imuSilent', 'trunkMoved'],
    'trunkImu.tiltChangeDeg': ['imuSilent', 'trunkMoved'],
    supplyVolts: ['supplyLow', 'batteryLow', 'batteryCritical', 'sensorsSilent'],
    'servoTemperaturesC.0': ['sensorsSilent', 'servoWarm', 'servoHot'],
    'servoTemperaturesC.1': ['sensorsSilent', 'servoWarm', 'servoHot'],
    samePositionForMs: ['wornLong'],
    pageProvenForMs: ['pageSilent'],
    secondCommanderForMs: ['twoCommanders'],
    'gaze.reportedForMs': ['gazeStale', 'gazeLostLong'],
  };

  function each(path: string, raised: readonly FaultId[]): Readonly<Record<string, readonly FaultId[]>> {
    return Object.fromEntries(['yawDeg', 'pitchDeg', 'rollDeg'].map((axis) => [`${path}.${axis}`, raised]));
  }

  const numbers = leaves(WELL)
    .filter((path) => typeof valueAt(WELL, path) === 'number')
    .map((path) => path.join('.'));
  test.each(numbers)('S101: of a head on its way, NaN in %s raises exactly what judges it', (path) => {
    const raised = raisedIn(withValueAt(WELL, path.split('.'), Number.NaN));
    const expected = RAISED_BY_NAN[path] ?? (path.startsWith('parameters.') ? [] : ['not in the table']);
    expect(raised).toEqual(expected);
  });

  test('S101: what becomes unknown takes a flag back only if its own flag forbids new motion instead', () => {
    const unknowns: readonly (readonly [string, (observation: Observation) => Observation])[] = [
      ['measured', (o) => ({ ...o, head: { ...o.head, measured: undefined } })],
      ['commanded', (o) => ({ ...o, head: { ...o.head, commanded: undefined } })],
      ['headImu', (o) => ({ ...o, headImu: { kind: 'silent' } })],
      ['trunkImu', (o) => ({ ...o, trunkImu: { kind: 'silent' } })],
      ['supplyVolts', (o) => ({ ...o, supplyVolts: null })],
      ['servoTemperaturesC', (o) => ({ ...o, servoTemperaturesC: [null, null] })],
      ['profile', (o) => ({ ...o, profile: undefined, envelope: undefined })],
      ['servoRateDegPerS', (o) => ({ ...o, head: { ...o.head, servoRateDegPerS: undefined } })],
      ['pageProvenForMs', (o) => ({ ...o, pageProvenForMs: undefined })],
      ['hasUnseenCrash', (o) => ({ ...o, hasUnseenCrash: null })],
      ['isApproved', (o) => ({ ...o, profile: o.profile && { ...o.profile, isApproved: null } })],
      ['isExpired', (o) => ({ ...o, profile: o.profile && { ...o.profile, isExpired: null } })],
    ];
    // A simulated person's profile needs no approval, so there nothing is unknown.
    const forPatient = (o: Observation): Observation => ({
      ...o,
      profile: o.profile && { ...o.profile, wearer: 'patient' },
    });
    fc.assert(
      fc.property(
        anyObservation.map(forPatient),
        fc.constantFrom(...unknowns),
        (observation, [what, forget]) => {
          const forgotten = forget(observation);
          const before = raisedIn(observation);
          const after = raisedIn(forgotten);
          const gone = before.filter((id) => !after.includes(id));
          const forbids = after.some(
            (id) => isAtLeast(FAILSAFE[id].action, 'noNewMotion') && isOwnerOf(what, id),
          );
          if (gone.length > 0) expect(forbids, `${what}: ${gone.join()}`).toBe(true);
        },
      ),
      RUNS,
    );
  });

  function isOwnerOf(what: string, id: FaultId): boolean {
    const owners: Readonly<Record<string, readonly FaultId[]>> = {
      // Without a profile no pose can be known: the missing profile forbids motion then.
      measured: ['poseUnknown', 'profileMissing'],
      commanded: ['poseUnknown', 'profileMissing'],
      headImu: ['imuSilent'],
      trunkImu: ['imuSilent'],
      supplyVolts: ['sensorsSilent'],
      servoTemperaturesC: ['sensorsSilent'],
      profile: ['profileMissing'],
    };
    return owners[what]?.includes(id) === true;
  }
});
