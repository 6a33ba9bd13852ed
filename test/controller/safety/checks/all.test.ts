import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assess, CHECKS } from '../../../../controller/safety/checks/all.ts';
import type { Check } from '../../../../controller/safety/checks/check.ts';
import type { Observation } from '../../../../controller/safety/observation.ts';
import { FAULT_IDS, type FaultId } from '../../../../protocol/faults.ts';
import { anyObservation, leaves, withValueAt } from '../anyObservation.ts';
import { raisedIn, WELL } from '../observed.ts';

const FOLDER = new URL('../../../../controller/safety/checks/', import.meta.url);
const NOT_A_FLAG = ['all.ts', 'check.ts'];
const RUNS = { numRuns: 2000 } as const;

/** Flags that mean something only while the brace carries the head. */
const CARRIED: readonly FaultId[] = [
  'poseUnknown',
  'followingError',
  'servoStalled',
  'uncommandedMotion',
  'headDropping',
  'potsDisagree',
  'trunkMoved',
  'outsideSoftLimit',
  'outsideHardLimit',
  'neckMomentHigh',
  'neckMomentExcessive',
  'flexionOverLimit',
  'flexionLong',
  'supplyLow',
  'batteryLow',
  'batteryCritical',
  'wornLong',
  'loopOscillates',
  'gazeLostLong',
];
const BY_GAZE: readonly FaultId[] = [
  'gazeInterrupted',
  'gazeStale',
  'gazeLost',
  'eyesShut',
  'gazeOffScreen',
  'faceLost',
  'secondFace',
  'gazeFrozen',
  'gazeUncertain',
  'trackerLost',
];

const throwing = (id: FaultId): Check => ({
  id,
  isRaised: () => {
    throw new Error('a mistake of ours');
  },
});

describe('all checks', () => {
  test('S100: every flag has one file, named like it, and no file is left over', () => {
    const files = readdirSync(FOLDER).filter((file) => !NOT_A_FLAG.includes(file));
    expect(files.toSorted()).toEqual(FAULT_IDS.map((id) => `${id}.ts`).toSorted());
  });

  test.each(FAULT_IDS)('S100: the file of %s holds its check, and that is the one asked', async (id) => {
    const module: Record<string, unknown> = await import(new URL(`${id}.ts`, FOLDER).href);
    expect(Object.keys(module)).toEqual([id]);
    expect(CHECKS[id].id).toBe(id);
    expect(module[id]).toBe(CHECKS[id]);
  });

  test.each(FAULT_IDS)('S100: %s is asked and its answer is the flag', (id) => {
    const yes: Check = { id, isRaised: (observation) => observation === WELL };
    const flags = assess(WELL, { ...CHECKS, [id]: yes });
    expect(FAULT_IDS.filter((raised) => flags[raised])).toEqual([id]);
  });

  test.each(FAULT_IDS)(
    'S100: when the check of %s throws, an internal error is raised and all others are asked',
    (id) => {
      fc.assert(
        fc.property(anyObservation, (observation) => {
          const expected = { ...assess(observation), [id]: false, internalError: true };
          expect(assess(observation, { ...CHECKS, [id]: throwing(id) })).toEqual(expected);
        }),
        { numRuns: 30 },
      );
    },
  );

  test('S100: checks that all throw raise an internal error and nothing else', () => {
    const all = Object.fromEntries(FAULT_IDS.map((id) => [id, throwing(id)])) as Record<FaultId, Check>;
    const flags = assess(WELL, all);
    expect(FAULT_IDS.filter((id) => flags[id])).toEqual(['internalError']);
  });

  test('S100: whatever stands anywhere in an observation, every flag is judged and nothing is thrown', () => {
    const junk = fc.oneof(
      fc.constantFrom<unknown>(Number.NaN, undefined, null, Number.POSITIVE_INFINITY, -1),
      fc.anything(),
    );
    fc.assert(
      fc.property(anyObservation, fc.nat(), fc.boolean(), junk, (observation, pick, isWhole, value) => {
        const paths = leaves(observation);
        const path = paths[pick % paths.length] ?? [];
        const flags = assess(withValueAt(observation, isWhole ? path.slice(0, 1) : path, value));
        expect(Object.keys(flags)).toEqual(FAULT_IDS);
      }),
      RUNS,
    );
  });

  test('S129: with the brace off, no flag of a carried head is raised', () => {
    fc.assert(
      fc.property(anyObservation, (observation) => {
        const off = {
          isPowered: false,
          isLatched: false,
          isStopPressed: false,
          firmware: 'ours' as const,
          hasOurLimits: true,
          refusedForMs: undefined,
        };
        expect(raisedIn({ ...observation, brace: off }).filter((id) => CARRIED.includes(id))).toEqual([]);
      }),
      RUNS,
    );
  });

  test('S129: before the first status, a head is taken for carried in every state that needs the brace', () => {
    const lost: Observation = { ...WELL, brace: undefined, head: { ...WELL.head, measured: undefined } };
    const carrying = (
      [
        'starting',
        'selfTest',
        'standby',
        'ready',
        'engaged',
        'paused',
        'retreating',
        'protectiveHold',
        'supportedRelease',
        'stopped',
      ] as const
    ).filter((state) => raisedIn({ ...lost, state }).includes('poseUnknown'));
    expect(carrying).toEqual(['standby', 'ready', 'engaged', 'paused', 'retreating']);
  });

  test('S123: no flag of the gaze but the long loss is raised unless gaze may move the head', () => {
    fc.assert(
      fc.property(anyObservation, (observation) => {
        const raised = raisedIn(observation).filter((id) => BY_GAZE.includes(id));
        if (observation.state !== 'engaged' && observation.state !== 'ready') expect(raised).toEqual([]);
        if (observation.gaze.condition === 'unknown') expect(raised).toEqual([]);
      }),
      RUNS,
    );
  });
});
