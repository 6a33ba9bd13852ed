import { describe, expect, test } from 'vitest';
import { limitsOfProfile, speedOf } from '../../../controller/safety/pulseLimits.ts';
import { DEFAULT_BUILD } from '../../../protocol/brace.ts';
import { DEFAULT_PARAMETERS } from '../../../protocol/parameters.ts';
import { createRandom, randomNormal } from '../../../sim/random.ts';
import { CENTRE, COMPILED, type Pulses, potVolts, Rig, WIDE } from './rig.ts';

const SERVOS = [0, 1, 2] as const;
const STEP_MS = 10;
/** Standard deviation: 2.6° of servo. */
const NOISE_VOLTS = 0.1;

/** A rig that moves, at `pulseUs`, with potentiometers that stay where they are. */
function moving(pulseUs: Pulses = CENTRE): Rig {
  const rig = new Rig().attach(pulseUs).keepAlive(30);
  for (const servo of SERVOS) rig.takePot(servo);
  rig.motion(pulseUs);
  return rig;
}

/** Lets `ms` pass with a frame every 10 ms and this potentiometer where `voltsAt` says, looked up every millisecond. */
function holdWhile(rig: Rig, servo: 0 | 1 | 2, ms: number, voltsAt: (ms: number) => number): void {
  for (let passed = 0; passed < ms; passed++) {
    if (passed % STEP_MS === 0)
      rig.send({ kind: 'motion', isMoving: false, leaseMs: 200, pulseUs: rig.latest.appliedUs as Pulses });
    rig.takePot(servo, voltsAt(passed)).run(1);
  }
}

const at = (servo: 0 | 1 | 2, us: number): Pulses => [
  servo === 0 ? us : 1500,
  servo === 1 ? us : 1500,
  servo === 2 ? us : 1500,
];

describe('a potentiometer that jumps', () => {
  test.each(SERVOS)('F32: that of servo %i: latches after 150 ms, held', (servo) => {
    for (const jumpUs of [-200, -83, 83, 150]) {
      const rig = moving();
      const since = rig.ms;
      rig.takePot(servo, potVolts(1500 + jumpUs));
      while (rig.motion(CENTRE, rig.latest.fault === 'none').fault === 'none' && rig.ms - since < 300)
        rig.run(5);
      expect(rig.latest).toMatchObject({ state: 'hold', fault: 'potJumped', appliedUs: CENTRE });
      expect(rig.ms - since).toBeGreaterThan(140);
      expect(rig.ms - since).toBeLessThanOrEqual(200);
    }
  });

  test('F32: status says at once that it is not believed, and that it is once it came back', () => {
    const rig = moving();
    expect(rig.status().inputs.arePotsBelieved).toBe(true);
    rig.takePot(1, potVolts(1650)).run(30);
    expect(rig.status().inputs.arePotsBelieved).toBe(false);
    rig.takePot(1, potVolts(1500)).run(50);
    expect(rig.status()).toMatchObject({ fault: 'none', inputs: { arePotsBelieved: true } });
  });

  test('F32: after its acknowledgement the reading counts from where it is', () => {
    const rig = moving();
    holdWhile(rig, 0, 200, () => potVolts(1600));
    expect(rig.latest.fault).toBe('potJumped');
    rig.ask({ kind: 'clear', nonce: rig.latest.nonce, fault: 'potJumped' });
    rig.keepAlive(300);
    expect(rig.status()).toMatchObject({ fault: 'none', inputs: { arePotsBelieved: true } });
  });

  test('F32: the fastest turn of a servo is none, and a jump without power latches nothing', () => {
    const rig = moving();
    const swing = (ms: number) => potVolts(1500 + Math.min(270, 2.7 * ms));
    holdWhile(rig, 2, 250, swing);
    expect(rig.status()).toMatchObject({ fault: 'none', inputs: { arePotsBelieved: true } });
    const off = new Rig().run(100).takePot(0, potVolts(1700)).run(500);
    expect(off.status()).toMatchObject({ state: 'off', fault: 'none', inputs: { arePotsBelieved: true } });
  });

  test('F32: no attach while a reading is doubted', () => {
    const rig = new Rig().holdHead(true).run(100);
    rig.ask(WIDE);
    rig.takePot(0, potVolts(1600)).run(30);
    const attach = () => rig.ask({ kind: 'attach', nonce: rig.latest.nonce, pulseUs: [1600, 1500, 1500] });
    expect(attach()).toMatchObject({ isRefused: true, lastRefusal: 'potImplausible' });
    rig.run(170);
    expect(attach()).toMatchObject({ isRefused: false, state: 'hold' });
  });
});

describe('a servo that does not turn', () => {
  /** Half a microsecond a frame: slow enough for the stall to be noticed before the following distance ends the walk. */
  function walk(rig: Rig, servo: 0 | 1 | 2, steps: number, pot: (us: number) => number): void {
    for (let n = 0; n < steps && rig.latest.fault === 'none'; n++) {
      const us = rig.latest.appliedUs[servo] + (n % 2);
      rig.takePot(servo, potVolts(pot(us)));
      rig.motion(at(servo, us));
      rig.run(6);
    }
  }

  test.each(SERVOS)('F33: servo %i: pulses that went 4° without it latch after 200 ms', (servo) => {
    const rig = moving();
    walk(rig, servo, 300, () => 1500);
    expect(rig.latest).toMatchObject({ state: 'hold', fault: 'servoStuck', refusalCount: 0 });
    const lead = rig.latest.appliedUs[servo] - 1500;
    expect(lead).toBeGreaterThanOrEqual(45);
    expect(lead).toBeLessThanOrEqual(60);
  });

  test('F33: one that follows by a fraction of its way turns', () => {
    const rig = moving();
    walk(rig, 1, 200, (us) => 1500 + Math.round((us - 1500) * 0.5));
    expect(rig.latest).toMatchObject({ state: 'moving', fault: 'none' });
    expect(rig.latest.appliedUs[1]).toBeGreaterThan(1580);
  });

  test('F33: pulses that stand still latch nothing, however far the servo is', () => {
    const rig = moving();
    walk(rig, 0, 86, () => 1500);
    expect(rig.latest).toMatchObject({ fault: 'none' });
    expect(rig.latest.appliedUs[0]).toBeGreaterThanOrEqual(1540);
    rig.motion(rig.latest.appliedUs as Pulses, false);
    rig.keepAlive(1000);
    expect(rig.latest).toMatchObject({ state: 'hold', fault: 'none' });
  });

  test('F33: after its acknowledgement the way counts anew', () => {
    const rig = moving();
    walk(rig, 0, 300, () => 1500);
    rig.ask({ kind: 'clear', nonce: rig.latest.nonce, fault: 'servoStuck' });
    const back = rig.latest.appliedUs[0];
    rig.motion(at(0, back));
    for (let us = back; us > back - 30; us--) rig.run(10).motion(at(0, us));
    expect(rig.latest).toMatchObject({ state: 'moving', fault: 'none' });
  });
});

describe('noise on a potentiometer', () => {
  test.each([0, 5])(
    'F34: of 2.6° on every conversion latches nothing, with %i µs of way in each frame',
    (stepUs) => {
      const random = createRandom(5);
      const rig = moving();
      let us = 1500;
      let wayUs = stepUs;
      const told: number[] = [];
      for (let ms = 0; ms < 3000; ms++) {
        if (ms % STEP_MS === 0) {
          if (Math.abs(us - 1500) >= 200) wayUs = -wayUs;
          us += wayUs;
          rig.send({ kind: 'motion', isMoving: true, leaseMs: 200, pulseUs: [us, 3000 - us, 1500] });
        }
        told.push(us);
        const isAt = told[Math.max(0, ms - DEFAULT_BUILD.drive.followingLagMs)] ?? us;
        for (const servo of SERVOS) {
          const volts = potVolts([isAt, 3000 - isAt, 1500][servo] ?? 0) + NOISE_VOLTS * randomNormal(random);
          rig.takePot(servo, volts);
        }
        rig.run(1);
      }
      expect(rig.status()).toMatchObject({ state: 'moving', fault: 'none', refusalCount: 0 });
    },
  );

  test('F34: single wild conversions latch nothing', () => {
    for (const [servo, volts] of [0, 5, 2.5].entries()) {
      const rig = moving();
      holdWhile(rig, servo as 0 | 1 | 2, 600, (ms) => (ms % 97 === 50 ? volts : potVolts(1550)));
      expect(rig.latest).toMatchObject({ fault: 'none', appliedUs: CENTRE });
    }
  });

  test('F34: a glitch of 60 ms, to a rail or anywhere, latches nothing and refuses no frame', () => {
    const volts = [0, 5, ...[1300, 1430, 1440, 1460, 1540, 1560, 1570, 1579, 1590, 1620, 1700].map(potVolts)];
    for (const [n, glitch] of volts.entries()) {
      const rig = moving().run(n % 10);
      const since = rig.ms;
      rig.takePot(1, glitch);
      for (let us = 1500; rig.ms - since < 60; us++) {
        expect(rig.motion([us, us, us])).toMatchObject({ isRefused: false, fault: 'none' });
        rig.run(7);
      }
      rig.takePot(1, potVolts(rig.latest.appliedUs[1])).run(50);
      expect(rig.status()).toMatchObject({ fault: 'none', inputs: { arePotsBelieved: true } });
    }
  });
});

describe('following distance', () => {
  const range = { yawDeg: 40, flexionDeg: 25, extensionDeg: 25, rollDeg: 20 };
  const limits = limitsOfProfile(DEFAULT_BUILD, range, DEFAULT_PARAMETERS);
  const boundUs = (servo: 0 | 1 | 2) =>
    50 + Math.floor((WIDE.speedUsPerS[servo] * DEFAULT_BUILD.drive.followingLagMs) / 1000);

  /** Holds `leadUs` ahead of the potentiometer of one servo, moving, without having gone there. */
  function ahead(servo: 0 | 1 | 2, leadUs: number): Rig {
    const rig = moving();
    const steps = Math.ceil(Math.abs(leadUs) / 20);
    for (let n = 1; n <= steps; n++) {
      rig.takePot(servo, potVolts(1500 - (leadUs * n) / steps)).run(10);
      rig.motion(CENTRE);
    }
    return rig;
  }

  test.each(SERVOS)(
    'F35: servo %i: no frame takes a pulse further from its potentiometer than the bound',
    (servo) => {
      for (const side of [1, -1]) {
        const near = ahead(servo, side * (boundUs(servo) - 2)).run(20);
        expect(near.motion(at(servo, 1500 + side))).toMatchObject({ isRefused: false });
        const far = ahead(servo, side * (boundUs(servo) + 2)).run(20);
        expect(far.motion(at(servo, 1500 + side))).toMatchObject({
          isRefused: true,
          lastRefusal: 'following',
        });
        expect(far.latest.appliedUs).toEqual(CENTRE);
      }
    },
  );

  test('F35: a frame that brings it nearer is never refused for it', () => {
    const rig = ahead(1, boundUs(1) + 60);
    for (let us = 1500; us > 1440; us -= 3) {
      expect(rig.run(10).motion(at(1, us))).toMatchObject({ isRefused: false, state: 'moving' });
    }
  });

  test('F35: slower limits narrow it', () => {
    const rig = moving();
    rig.motion(CENTRE, false);
    rig.ask({ ...WIDE, speedUsPerS: [200, 200, 200] });
    rig.motion(CENTRE);
    for (let leadUs = 3; leadUs <= 66; leadUs += 3) {
      rig.takePot(0, potVolts(1500 - leadUs)).run(10);
      rig.motion(CENTRE);
    }
    expect(rig.run(20).motion([1501, 1500, 1500])).toMatchObject({ lastRefusal: 'following' });
    expect(rig.motion([1499, 1500, 1500])).toMatchObject({ isRefused: false });
  });

  test('F35: while a potentiometer is not believed its last believed reading counts', () => {
    const rig = moving();
    rig.takePot(0, 0).run(15);
    let us = 1500;
    const rules = new Set<string>();
    for (let n = 0; n < 12; n++) {
      const answer = rig.motion([us + 17, 1500, 1500]);
      if (answer.isRefused) rules.add(answer.lastRefusal);
      us = answer.appliedUs[0];
      rig.run(7);
    }
    expect(us - 1500).toBeLessThanOrEqual(boundUs(0));
    expect(rig.latest.state).toBe('hold');
  });

  test('F35: the bound of the host is narrower for every profile, in servos as in speed', () => {
    expect(speedOf(DEFAULT_PARAMETERS).yawDeg).toBeLessThan(45);
    for (const servo of SERVOS) {
      const firmwareUs =
        50 + Math.floor((limits.speedUsPerS[servo] * DEFAULT_BUILD.drive.followingLagMs) / 1000);
      expect(limits.followingUs[servo]).toBeLessThanOrEqual(firmwareUs - 10);
      expect(COMPILED.followingUs[servo]).toBeLessThanOrEqual(boundUs(servo) - 10);
    }
  });
});
