import { z } from 'zod';
import { audio, standingAlarm } from './alarms.ts';
import { gazeCondition } from './clientMessages.ts';
import { faultId } from './faults.ts';
import { pose } from './pose.ts';
import { reasonId, stateName } from './states.ts';
import { steeringView } from './steering.ts';

/** Telemetry comes 50 times per second. Without any for this long, what a page shows is no longer what is. */
export const PAGE_SILENT_AFTER_MS = 400;

/** One tick of control, whole: nothing is left out because it did not change, and null means unknown. */
export const telemetry = z.strictObject({
  type: z.literal('telemetry'),
  /** Number of the control tick, 100 per second, from 0 at the start of the control process. */
  tick: z.int().min(0),
  /** Changes whenever every lease given so far became void. */
  epoch: z.int().min(0),
  state: stateName,
  reason: reasonId,
  /** From the potentiometers through the mechanism. */
  measured: pose.nullable(),
  commanded: pose.nullable(),
  /** Where the present movement will end. */
  target: pose.nullable(),
  /** Angular speed of the commanded band. */
  speedDegPerS: z.number().min(0),
  faults: z.array(z.strictObject({ id: faultId, sinceTick: z.int().min(0), isLatched: z.boolean() })),
  /** Most urgent first. */
  alarms: z.array(standingAlarm),
  audio,
  lease: z.strictObject({ leaseId: z.string(), holder: z.string(), ageMs: z.number().min(0) }).nullable(),
  gaze: gazeCondition,
  /** Null where the profile has no steering by gaze. */
  steering: steeringView.nullable(),
  brace: z.strictObject({
    isPowered: z.boolean().nullable(),
    isHeadHeld: z.boolean().nullable(),
    isStopPressed: z.boolean().nullable(),
    supplyVolts: z.number().nullable(),
    servoTemperaturesC: z.tuple([z.number().nullable(), z.number().nullable()]),
  }),
  /** Hash of the saved profile that control works with; null while there is none. */
  profileHash: z.string().nullable(),
});
export type Telemetry = z.infer<typeof telemetry>;
