import { describe, expect, test } from 'vitest';
import { beginControl, type ControlState, type TickInputs } from '../../../controller/control/state.ts';
import { controlTick } from '../../../controller/control/tick.ts';
import type { HostFrame } from '../../../hardware/link/hostFrames.ts';
import { advances } from '../../../hardware/link/sequence.ts';
import type { FromControl, ToControl } from '../../../protocol/channel.ts';
import type { ClientMessage } from '../../../protocol/clientMessages.ts';
import { FAULT_IDS } from '../../../protocol/faults.ts';
import { NO_MOTION_SAMPLES } from '../../../protocol/motionSample.ts';
import type { PerServo } from '../../../protocol/pose.ts';
import { DEFAULT_PROFILE, type Profile } from '../../../protocol/profile.ts';
import type { Telemetry } from '../../../protocol/telemetry.ts';
import { APPROVED } from '../../standing.ts';
import { HOLDING } from './holdingBrace.ts';

/** The pure tick, with a brace that answers each tick with `status`: for what the real stack cannot be made to do at will. */
/** What a page that is open and awake sends five times a second. */
function presenceAfter(telemetry: Telemetry | undefined): readonly ToControl[] {
  const tick = telemetry?.tick;
  if (tick === undefined || tick % 20 !== 0) return [];
  const about = { gaze: 'unknown', version: '0.1.0', secondInput: 'none' } as const;
  return [from({ type: 'presence', sequence: tick, renderedTick: tick, ...about })];
}

function createControl() {
  let state: ControlState = beginControl({ version: '0.1.0', isAfterCrash: false, isBenchBoard: false });
  let nowMs = 0;
  const control = {
    status: HOLDING,
    telemetry: undefined as Telemetry | undefined,
    frames: [] as readonly HostFrame[],
    said: [] as readonly FromControl[],
    tick(messages: readonly ToControl[] = [], also: Partial<TickInputs> = {}, elapsedMs = 10): void {
      nowMs += elapsedMs;
      const awake = presenceAfter(control.telemetry);
      const { state: next, outputs } = controlTick(state, {
        nowMs,
        latenessMs: 0,
        statuses: [{ status: control.status, receivedAtMs: nowMs - 5 }],
        boardFaults: [],
        isLineOpen: true,
        oldestUnechoedAtMs: undefined,
        motionSamples: NO_MOTION_SAMPLES,
        supplyVolts: 12,
        servoTemperaturesC: [30, 30],
        messages: [...awake, ...messages],
        isGatewayConnected: true,
        isEnding: false,
        ...also,
      });
      state = next;
      control.frames = outputs.frames;
      control.said = outputs.messages.filter(({ type }) => type !== 'telemetry' && type !== 'alarmLog');
      control.telemetry = outputs.messages.find((message) => message.type === 'telemetry');
    },
    run(ms: number): void {
      for (let passedMs = 0; passedMs < ms; passedMs += 10) control.tick();
    },
    /** The brace takes every frame of motion, at once. */
    follow(): void {
      const motion = control.frames.find((frame) => frame.kind === 'motion');
      if (motion?.kind === 'motion') {
        const state = motion.isMoving ? 'moving' : 'hold';
        control.status = { ...HOLDING, state, appliedUs: motion.pulseUs, potSum: potSumOf(motion.pulseUs) };
      }
    },
    begin(profile: Profile = DEFAULT_PROFILE): void {
      control.tick([{ type: 'profile', profile, hash: 'saved-0', standing: APPROVED }]);
      control.run(800);
    },
    nowMs: (): number => nowMs,
    faultIds: (): readonly string[] => control.telemetry?.faults.map(({ id }) => id) ?? [],
  };
  return control;
}

const potSumOf = (pulsesUs: PerServo<number>): PerServo<number> => [
  8184 + (pulsesUs[0] - 1500) * 12.8,
  8184 + (pulsesUs[1] - 1500) * 12.8,
  8184 + (pulsesUs[2] - 1500) * 12.8,
];

const from = (message: ClientMessage, clientId = 'page'): ToControl => ({
  type: 'command',
  clientId,
  message,
});
/** By somebody who has seen the newest picture. */
const acknowledgement = (
  control: ReturnType<typeof createControl>,
  renderedTick = control.telemetry?.tick ?? 0,
): ToControl => from({ type: 'acknowledge', requestId: 'ack', by: 'hand', renderedTick });
const setYaw = (requestId: string, value: number, basedOn: string): ToControl =>
  from({ type: 'setParameter', requestId, parameter: 'yawSoftDeg', value, basedOn });

/** A long way, up to the speed limit of the yaw axis; each further step is one tick with its renewal. */
function turnAtFullSpeed(
  control: ReturnType<typeof createControl>,
): (messages?: readonly ToControl[]) => void {
  control.begin({ ...DEFAULT_PROFILE, restPose: { yawDeg: 30, pitchDeg: 0, rollDeg: 0 } });
  control.tick([from({ type: 'askToArm', requestId: 'ask' })]);
  control.run(600);
  control.tick([from({ type: 'confirmArm', requestId: 'confirm' })]);
  let sequence = 0;
  const step = (messages: readonly ToControl[] = []): void => {
    sequence += 1;
    const renderedTick = control.telemetry?.tick ?? 0;
    const renewal = {
      type: 'renew',
      leaseId: 'lease-1',
      epoch: 0,
      sequence,
      renderedTick,
      gaze: 'valid',
    } as const;
    control.tick([...messages, from(renewal)]);
  };
  const renderedTick = control.telemetry?.tick ?? 0;
  step([from({ type: 'move', requestId: 'move', movement: 'home', renderedTick })]);
  while ((control.telemetry?.speedDegPerS ?? 0) < 25.4) {
    control.follow();
    step();
    expect(control.telemetry?.state).toBe('engaged');
  }
  control.follow();
  step();
  return step;
}

const inCatalogue = (a: string, b: string): number => {
  const ids: readonly string[] = FAULT_IDS;
  return ids.indexOf(a) - ids.indexOf(b);
};

describe('one tick', () => {
  test('S31: a person cannot acknowledge what happened within the same tick', () => {
    const control = createControl();
    control.begin();
    expect(control.telemetry?.state).toBe('standby');
    control.status = { ...HOLDING, fault: 'silence', faultUptimeMs: 1500 };
    control.run(50);
    expect(control.telemetry?.state).toBe('protectiveHold');
    control.status = { ...HOLDING, nonce: 78, fault: 'watchdogReset', faultUptimeMs: 3 };
    control.tick([acknowledgement(control)], { boardFaults: ['nonceChanged'] });
    expect(control.said).toMatchObject([{ message: { type: 'refused', id: 'faultPresent' } }]);
    control.run(500);
    expect(control.telemetry?.state).toBe('protectiveHold');
    expect(control.faultIds()).toContain('firmwareRebooted');
  });

  test('S95: what began after the newest picture that a person has seen is not acknowledged by them', () => {
    const control = createControl();
    control.begin();
    control.status = { ...HOLDING, fault: 'silence', faultUptimeMs: 1500 };
    const seenTick = control.telemetry?.tick ?? 0;
    control.run(50);
    const alarms = control.telemetry?.alarms;
    expect(alarms).toMatchObject([{ id: 'firmwareLatched', isAcknowledged: false }]);
    // In flight while it happened, or of a control process before this one.
    for (const renderedTick of [seenTick, (control.telemetry?.tick ?? 0) + 1000]) {
      control.tick([acknowledgement(control, renderedTick)]);
      expect(control.said).toMatchObject([{ message: { type: 'refused', id: 'staleView' } }]);
      control.run(50);
      expect(control.telemetry?.state).toBe('protectiveHold');
      expect(control.telemetry?.alarms).toEqual(alarms);
      expect(control.frames.map(({ kind }) => kind)).not.toContain('clear');
    }
    control.tick([acknowledgement(control)]);
    expect(control.said).toMatchObject([{ message: { type: 'accepted' } }]);
  });

  test('S31: the acknowledgement of one latch never clears another', () => {
    const control = createControl();
    control.begin();
    control.status = { ...HOLDING, fault: 'silence', faultUptimeMs: 1500 };
    control.run(50);
    control.tick([acknowledgement(control)]);
    expect(control.frames).toContainEqual(
      expect.objectContaining({ kind: 'clear', fault: 'silence', nonce: 77 }),
    );
    control.status = { ...HOLDING, nonce: 78, fault: 'watchdogReset', faultUptimeMs: 3 };
    for (let count = 0; count < 60; count += 1) {
      control.tick([], count === 0 ? { boardFaults: ['nonceChanged'] } : {});
      expect(control.frames.map(({ kind }) => kind)).not.toContain('clear');
    }
    control.tick([acknowledgement(control)]);
    expect(control.frames).toContainEqual(
      expect.objectContaining({ kind: 'clear', fault: 'watchdogReset', nonce: 78 }),
    );
    control.status = { ...HOLDING, nonce: 78 };
    control.run(800);
    expect(control.telemetry).toMatchObject({ state: 'standby', faults: [] });
  });

  test.each(['nonceChanged', 'rebooted', 'echoMismatch', 'writeStuck'] as const)(
    'S30: %s holds until a person has acknowledged it, and no longer',
    (kind) => {
      const control = createControl();
      control.begin();
      control.tick([], { boardFaults: [kind] });
      control.run(1000);
      expect(control.telemetry?.state).toBe('protectiveHold');
      control.tick([acknowledgement(control)]);
      control.run(100);
      expect(control.telemetry).toMatchObject({ state: 'standby', faults: [] });
    },
  );

  test('a frame that the brace refused at full speed is planned on from, without a hold', () => {
    const control = createControl();
    const step = turnAtFullSpeed(control);
    // The newest frame arrives damaged: the brace stays with the one before and says so.
    control.status = { ...control.status, isRefused: true, lastRefusal: 'crc' };
    step();
    for (let count = 0; count < 200; count += 1) {
      control.follow();
      step();
      expect(control.faultIds()).not.toContain('guardRefused');
    }
    expect(control.telemetry).toMatchObject({ state: 'ready', reason: 'arrived' });
    expect(control.telemetry?.commanded?.yawDeg).toBeCloseTo(30, 0);
  });

  test.each([
    [50, []],
    [130, ['linkLate', 'tickStalled']],
    [250, ['linkLate', 'tickStalled']],
  ] as const)(
    'a stall of %i ms at full speed: no jump, no refusal by the guard, and a way on',
    (stallMs, faults) => {
      const control = createControl();
      turnAtFullSpeed(control);
      const before = control.telemetry?.commanded?.yawDeg ?? Number.NaN;
      // Timers come before what has arrived meanwhile: the late tick has not yet heard of its echoes.
      const stalled = { statuses: [], latenessMs: stallMs, oldestUnechoedAtMs: control.nowMs() };
      control.tick([], stalled, stallMs + 10);
      const isSilent = stallMs > 200;
      if (isSilent)
        control.status = { ...control.status, state: 'hold', fault: 'silence', faultUptimeMs: 9000 };
      control.tick();
      expect(Math.abs((control.telemetry?.commanded?.yawDeg ?? Number.NaN) - before)).toBeLessThan(1);
      control.run(50);
      expect(control.faultIds()).toEqual(
        [...faults, ...(isSilent ? ['firmwareLatched'] : [])].sort(inCatalogue),
      );
      if (faults.length > 0) {
        expect(control.telemetry?.state).toBe('protectiveHold');
        control.tick([acknowledgement(control)]);
        control.status = { ...control.status, state: 'hold', fault: 'none' };
        control.run(100);
        expect(control.telemetry).toMatchObject({ state: 'standby', faults: [] });
      }
    },
  );

  test('numbers used up by minutes of questions never get too far ahead for the brace to take a frame', () => {
    const control = createControl();
    control.status = { ...HOLDING, state: 'off', appliedUs: [0, 0, 0], acceptedSeq: 16_000 };
    let questions = 0;
    for (let count = 0; count < 5 * 8300; count += 1) {
      control.tick();
      for (const { kind, seq } of control.frames) {
        if (kind === 'statusRequest') questions += 1;
        expect(advances(16_000, seq)).toBe(true);
      }
    }
    expect(questions).toBeGreaterThan(8191);
  });

  test('a late word about one saved profile is not taken for another', () => {
    const control = createControl();
    control.begin();
    control.tick([setYaw('first', 20, 'saved-0')]);
    const [applied] = control.said;
    if (applied?.type !== 'profileApplied') throw new Error('Not applied.');
    // The gateway comes back before the file is written: it still offers what is on disk.
    control.tick([{ type: 'profile', profile: DEFAULT_PROFILE, hash: 'saved-0', standing: APPROVED }]);
    control.tick([setYaw('second', 10, 'saved-0')]);
    expect(control.telemetry?.profileHash).toBeNull();
    control.tick([{ type: 'profileNotSaved', clientId: 'page', requestId: 'first' }]);
    expect(control.telemetry?.profileHash).toBeNull();
    control.tick([{ type: 'profileSaved', profile: applied.profile, hash: 'saved-1', standing: APPROVED }]);
    expect(control.telemetry?.profileHash).toBe('saved-1');
    control.tick([setYaw('third', 15, 'saved-1')]);
    const third = control.said.find(({ type }) => type === 'profileApplied');
    expect(third).toMatchObject({ profile: { parameters: { yawSoftDeg: 15 } } });
  });

  test('a refusal names a fault that forbids the movement, not one that only warns', () => {
    const control = createControl();
    control.begin();
    control.run(3000);
    const silent = { servoTemperaturesC: [80, 30] as const };
    for (let count = 0; count < 120; count += 1) control.tick([], silent);
    control.tick([from({ type: 'askToArm', requestId: 'ask' })], { ...silent, latenessMs: 70 });
    control.tick([from({ type: 'askToArm', requestId: 'again' })], silent);
    expect(control.said).toMatchObject([{ message: { id: 'faultPresent', detail: 'servoHot' } }]);
  });

  test('a calibration whose pulses would leave 544–2400 µs is refused at load, and the page says so', () => {
    const control = createControl();
    const { build } = DEFAULT_PROFILE;
    const servo = { ...build.servos[0], referenceUs: 2200 };
    const profile: Profile = {
      ...DEFAULT_PROFILE,
      build: { ...build, servos: [servo, build.servos[1], build.servos[2]] },
    };
    control.begin(profile);
    expect(control.faultIds()).toContain('profileUnusable');
    expect(control.telemetry).toMatchObject({ state: 'selfTest', profileHash: null });
    expect(control.frames.filter(({ kind }) => kind === 'motion' || kind === 'limits')).toEqual([]);
    control.tick([{ type: 'profile', profile: DEFAULT_PROFILE, hash: 'saved-1', standing: APPROVED }]);
    control.run(800);
    expect(control.faultIds()).not.toContain('profileUnusable');
    expect(control.telemetry?.profileHash).toBe('saved-1');
  });

  test('a profile of another build is adopted with the pulses that are applied', () => {
    const control = createControl();
    control.begin();
    const [first, second, third] = DEFAULT_PROFILE.build.servos;
    const servos = [{ ...first, referenceUs: 1520 }, second, third] as const;
    const profile = { ...DEFAULT_PROFILE, build: { ...DEFAULT_PROFILE.build, servos } };
    control.tick([{ type: 'profile', profile, hash: 'other', standing: APPROVED }]);
    const [frame] = control.frames;
    expect(frame).toMatchObject({ kind: 'motion', isMoving: false, pulseUs: [1500, 1500, 1500] });
    // Horn and sensor now disagree about where the head is: the pose is that of the pulses in the new build.
    expect(Math.abs(control.telemetry?.commanded?.pitchDeg ?? 0)).toBeGreaterThan(0.3);
  });
});
