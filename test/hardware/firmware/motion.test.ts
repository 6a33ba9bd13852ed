import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sealFrame } from '../../../hardware/link/frame.ts';
import { type Accepted, verdictsByTheBook } from './motionModel.ts';
import { CENTRE, type Pulses, Rig, WIDE } from './rig.ts';

const SERVOS = [0, 1, 2] as const;

const triple = (size: number) => {
  const part = fc.integer({ min: -size, max: size });
  return fc.tuple(part, part, part);
};

const added = (a: Pulses, b: Pulses): Pulses => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];

/** A rig that moves, at `pulseUs`, with its past filled by them. */
function moving(pulseUs: Pulses = CENTRE, limits = WIDE): Rig {
  const rig = new Rig().attach(pulseUs, limits).keepAlive(30);
  const answer = rig.motion(pulseUs);
  if (answer.isRefused) throw new Error(`start of motion refused: ${answer.lastRefusal}`);
  return rig;
}

const motionBody = (seq: number, flags: number, leaseMs: number, pulseUs: Pulses): number[] => [
  ...[seq & 0x7f, seq >> 7, flags, leaseMs & 0x7f, leaseMs >> 7],
  ...pulseUs.flatMap((us) => [us & 0x7f, us >> 7]),
];

describe('motion', () => {
  test('F19: each rule refuses with its number, and a refused frame changes nothing', () => {
    const rig = moving();
    const before = rig.latest;
    const refused = (act: () => unknown, rule: string) => {
      const seen = rig.statuses.length;
      act();
      rig.run(8);
      const answer = rig.statuses.slice(seen).find((status) => status.inReplyTo === 'motion');
      expect(answer).toMatchObject({
        isRefused: true,
        lastRefusal: rule,
        appliedUs: before.appliedUs,
        state: 'moving',
      });
      expect(answer?.acceptedSeq).toBe(rig.seq);
      expect(rig.motion(CENTRE)).toMatchObject({ isRefused: false });
    };
    const body = (flags = 1, leaseMs = 200, pulseUs: Pulses = CENTRE) =>
      motionBody(rig.seq + 1, flags, leaseMs, pulseUs);
    refused(() => rig.sendBytes(sealFrame(1, body().slice(1))), 'length');
    refused(() => rig.sendBytes(sealFrame(1, [...body(), 0])), 'length');
    refused(() => rig.sendBytes([0xf0, 0x01, 0xf7]), 'length');
    refused(() => rig.sendBytes([0xf0, 1, ...body(), 0, 0, 0, 0xf7]), 'crc');
    // A checksum of 18 bits whose lower 16 are right.
    refused(() => {
      const frame = sealFrame(1, body());
      frame[frame.length - 2] = (frame.at(-2) ?? 0) | 0x04;
      rig.sendBytes(frame);
    }, 'crc');
    refused(() => rig.sendBytes(sealFrame(1, motionBody(rig.seq, 1, 200, CENTRE))), 'sequence');
    refused(
      () => rig.sendBytes(sealFrame(1, motionBody((rig.seq + 8192) & 0x3fff, 1, 200, CENTRE))),
      'sequence',
    );
    refused(() => rig.sendBytes(sealFrame(1, body(1, 0))), 'lease');
    refused(() => rig.sendBytes(sealFrame(1, body(1, 201))), 'lease');
    refused(() => rig.sendBytes(sealFrame(1, body(0, 200, [1501, 1500, 1500]))), 'still');
    refused(() => rig.sendBytes(sealFrame(1, body(1, 200, [WIDE.maxUs[0] + 1, 1500, 1500]))), 'range');
    refused(() => rig.sendBytes(sealFrame(1, body(1, 200, [1500, WIDE.minUs[1] - 1, 1500]))), 'range');
    refused(() => rig.sendBytes(sealFrame(1, body(1, 200, [1900, 1900, 1900]))), 'halfSpace');
    refused(() => rig.sendBytes(sealFrame(1, body(1, 200, [1600, 1500, 1500]))), 'slewFrame');
  });

  test('F19: the earlier rule is the one named', () => {
    const rig = new Rig().run(60);
    const wild: Pulses = [3000, 100, 3000];
    expect(rig.ask({ kind: 'motion', isMoving: true, leaseMs: 200, pulseUs: wild }).lastRefusal).toBe(
      'notPowered',
    );
    rig.attach().run(250);
    expect(rig.motion(wild).lastRefusal).toBe('latched');
    rig.ask({ kind: 'clear', nonce: rig.latest.nonce, fault: 'silence' });
    expect(rig.motion(wild).lastRefusal).toBe('movingStart');
    rig.sendBytes(sealFrame(1, motionBody(rig.seq + 1, 1, 0, wild))).run(5);
    expect(rig.latest.lastRefusal).toBe('lease');
  });

  test('F20: every frame gets the verdict of FRAMES.md (random movements, against a second implementation)', () => {
    const verdicts = new Map<string, number>();
    let ambiguous = 0;
    const walk = fc.record({
      steps: fc.array(
        fc.record({ afterMs: fc.integer({ min: 3, max: 35 }), leapUs: triple(45), isLeap: fc.boolean() }),
        {
          minLength: 20,
          maxLength: 60,
        },
      ),
      driftUs: triple(9),
      sharePercent: fc.integer({ min: 20, max: 100 }),
    });
    const property = fc.property(walk, ({ steps, driftUs, sharePercent }) => {
      const limits = {
        ...WIDE,
        offsetDeg32: WIDE.offsetDeg32.map((us) => Math.floor((us * sharePercent) / 100)),
      };
      const rig = moving(CENTRE, limits);
      const accepted: Accepted[] = [{ uptimeMs: rig.latest.uptimeMs, pulseUs: CENTRE }];
      for (const { afterMs, leapUs, isLeap } of steps) {
        const from = rig.latest.appliedUs;
        const pulseUs = added(added(from, driftUs), isLeap ? leapUs : [0, 0, 0]);
        const answer = rig.motion(pulseUs);
        const allowed = verdictsByTheBook(limits, accepted, answer.uptimeMs, pulseUs);
        const verdict = answer.isRefused ? answer.lastRefusal : 'none';
        expect([...allowed]).toContain(verdict);
        expect(answer.appliedUs).toEqual(answer.isRefused ? from : pulseUs);
        verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
        if (allowed.size > 1) ambiguous++;
        if (answer.isRefused) rig.motion(from); // a third refusal in a row would latch
        accepted.push({ uptimeMs: rig.latest.uptimeMs, pulseUs: rig.latest.appliedUs });
        rig.run(afterMs);
      }
    });
    fc.assert(property, { numRuns: 30, seed: 328 });
    const total = [...verdicts.values()].reduce((sum, count) => sum + count, 0);
    for (const rule of ['none', 'halfSpace', 'slewFrame'])
      expect(verdicts.get(rule) ?? 0).toBeGreaterThan(20);
    expect(ambiguous / total).toBeLessThan(0.25);
  });

  test('F20: no way of timing frames goes faster than the speed over a quarter of a second', () => {
    const rig = moving();
    const [speedUsPerS] = WIDE.speedUsPerS;
    const track: { ms: number; us: number }[] = [];
    const rules = new Set<string>();
    let us = 1500;
    for (let n = 0; n < 120; n++) {
      for (const stepUs of [14, 12, 10, 8, 5, 0]) {
        const answer = rig.motion([us + stepUs, 1500, 1500]);
        if (answer.isRefused) rules.add(answer.lastRefusal);
        us = answer.appliedUs[0];
        if (!answer.isRefused) break;
        if (stepUs > 5) rig.motion([us, 1500, 1500]);
      }
      track.push({ ms: rig.latest.uptimeMs, us });
      if (us > 1850) break;
    }
    expect(rules).toContain('slewWindow');
    for (const from of track)
      for (const to of track)
        if (to.ms > from.ms && to.ms - from.ms <= 240)
          expect(to.us - from.us).toBeLessThanOrEqual(
            (speedUsPerS * (Math.ceil((to.ms - from.ms) / 10) * 10 + 40)) / 1000 + 2,
          );
  });

  test('F20: a frame that comes late may make up for 30 ms, and so may the one after it', () => {
    const [speedUsPerS] = WIDE.speedUsPerS;
    const stepUs = Math.floor((speedUsPerS * 30) / 1000);
    const rig = moving();
    for (const us of [1500 + stepUs, 1500 + 2 * stepUs, 1500 + 3 * stepUs])
      expect(rig.run(30).motion([us, 1500, 1500])).toMatchObject({ isRefused: false });
    expect(rig.run(60).motion([1500 + 4 * stepUs + 2, 1500, 1500]).lastRefusal).toBe('slewFrame');
  });

  test('F20: frames that the line brings 3 ms closer together than they were sent are not too fast', () => {
    const [speedUsPerS] = WIDE.speedUsPerS;
    const rig = moving();
    let us = 1500;
    for (let n = 0; n < 12; n++) {
      // Ten milliseconds of movement each time, after seven and thirteen in turn: an answer takes four.
      us += Math.floor(speedUsPerS / 100);
      rig.run(n % 2 === 0 ? 3.5 : 8.5);
      expect(rig.motion([us, 1500, 1500])).toMatchObject({ isRefused: false });
      rig.putPots([us, 1500, 1500]);
    }
  });

  test('F20: from outside narrower limits a frame may only come nearer', () => {
    const narrow = {
      ...WIDE,
      maxUs: [1600, 1600, 1600] as const,
      offsetDeg32: WIDE.offsetDeg32.map((us) => Math.floor(us / 3)),
    };
    const rig = new Rig().attach([1650, 1380, 1420]).keepAlive(30);
    expect(rig.ask({ ...narrow })).toMatchObject({ isRefused: false, state: 'hold' });
    expect(rig.motion([1650, 1380, 1420])).toMatchObject({ isRefused: false, state: 'moving' });
    expect(rig.run(20).motion([1651, 1380, 1420]).lastRefusal).toBe('range');
    expect(rig.run(20).motion([1644, 1385, 1423])).toMatchObject({ isRefused: false });
    expect(rig.run(20).motion([1644, 1375, 1423]).lastRefusal).toBe('halfSpace');
    expect(rig.run(20).motion([1635, 1392, 1428])).toMatchObject({ isRefused: false });
  });

  test('F20: outside, growth by less than a microsecond is growth', () => {
    const start: Pulses = [1600, 1440, 1470];
    const limits = { ...WIDE, offsetDeg32: WIDE.offsetDeg32.map((us) => Math.floor(us / 10)) };
    const rig = new Rig().attach(start).keepAlive(30);
    rig.ask(limits);
    const accepted: Accepted[] = [{ uptimeMs: rig.motion(start).uptimeMs, pulseUs: start }];
    const seen = new Map<string, number>();
    for (let n = 0; n < 343; n++) {
      const from = rig.latest.appliedUs;
      const pulseUs = added(from, [(n % 7) - 3, (Math.floor(n / 7) % 7) - 3, Math.floor(n / 49) - 3]);
      const answer = rig.run(5).motion(pulseUs);
      const allowed = verdictsByTheBook(limits, accepted, answer.uptimeMs, pulseUs);
      const verdict = answer.isRefused ? answer.lastRefusal : 'none';
      expect([...allowed]).toContain(verdict);
      seen.set(verdict, (seen.get(verdict) ?? 0) + 1);
      if (answer.isRefused) rig.motion(from);
      accepted.push({ uptimeMs: rig.latest.uptimeMs, pulseUs: rig.latest.appliedUs });
    }
    expect(seen.get('halfSpace')).toBeGreaterThan(20);
  });

  test('F20: the half-spaces bind where the box alone would not', () => {
    const corners = [0, 1, 2, 3, 4, 5, 6, 7].map(
      (bits) => SERVOS.map((i) => ((bits >> i) & 1 ? WIDE.maxUs[i] : WIDE.minUs[i])) as unknown as Pulses,
    );
    const rig = moving();
    for (const corner of corners) {
      expect(rig.motion(corner)).toMatchObject({ isRefused: true, lastRefusal: 'halfSpace' });
      rig.motion(CENTRE);
    }
  });

  test('F21: three refused frames in a row latch, two do not', () => {
    const rig = moving();
    for (let n = 0; n < 5; n++) {
      rig.motion([1900, 1500, 1500]);
      rig.motion([1900, 1500, 1500]);
      expect(rig.motion(CENTRE)).toMatchObject({ isRefused: false, state: 'moving', fault: 'none' });
    }
    rig.motion([1900, 1500, 1500]);
    rig.sendBytes([0xf0, 0x01, 0x55, 0xf7]).run(5);
    expect(rig.motion([1900, 1500, 1500])).toMatchObject({
      state: 'hold',
      fault: 'refusedThrice',
      appliedUs: CENTRE,
      refusalCount: 13,
    });
  });

  test('F21: without power refused frames latch nothing', () => {
    const rig = new Rig().run(30);
    for (let n = 0; n < 5; n++) rig.motion(CENTRE);
    expect(rig.latest).toMatchObject({ state: 'off', fault: 'none', lastRefusal: 'notPowered' });
  });

  test('F22: while latched, still frames keep the lease; only clear with nonce and fault ends it', () => {
    const rig = moving([1480, 1500, 1520]).pressStop(true);
    rig.run(10).pressStop(false).keepAlive(400);
    const held = rig.status();
    expect(held).toMatchObject({
      state: 'hold',
      fault: 'stopInput',
      refusalCount: 0,
      appliedUs: [1480, 1500, 1520],
    });
    const { nonce } = held;
    expect(rig.ask({ kind: 'clear', nonce: nonce ^ 4, fault: 'stopInput' }).lastRefusal).toBe('nonce');
    expect(rig.ask({ kind: 'clear', nonce, fault: 'silence' }).lastRefusal).toBe('wrongFault');
    expect(rig.latest.fault).toBe('stopInput');
    expect(rig.ask({ kind: 'clear', nonce, fault: 'stopInput' })).toMatchObject({
      isRefused: false,
      fault: 'none',
      faultUptimeMs: 0,
    });
    expect(rig.ask({ kind: 'clear', nonce, fault: 'stopInput' }).lastRefusal).toBe('wrongFault');
    rig.run(250);
    expect(rig.latest).toMatchObject({ state: 'hold', fault: 'silence' });
  });
});
