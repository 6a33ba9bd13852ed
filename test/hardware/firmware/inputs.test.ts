import { describe, expect, test } from 'vitest';
import { CYCLES_PER_MS } from '../../../sim/mcu/chip.ts';
import { CENTRE, type Pulses, Rig } from './rig.ts';

describe('stop input', () => {
  test('F12: the stop holds within 2 ms without a byte from the host', () => {
    for (let offsetMs = 0; offsetMs < 2; offsetMs += 0.13) {
      const rig = new Rig().attach();
      rig.motion(CENTRE);
      rig.run(10 + offsetMs);
      rig.motion([1510, 1500, 1490]);
      const since = rig.chip.cycles;
      rig.pressStop(true).run(10);
      const told = rig.statuses.find((status) => status.cycle > since);
      expect(told).toMatchObject({
        inReplyTo: 'unasked',
        state: 'hold',
        fault: 'stopInput',
        appliedUs: [1510, 1500, 1490],
      });
      // The status itself takes 2 ms on the line.
      expect(((told?.cycle ?? 0) - since) / CYCLES_PER_MS).toBeLessThanOrEqual(2 + 2.2);
      expect(rig.motion([1512, 1500, 1488])).toMatchObject({ isRefused: true, lastRefusal: 'latched' });
    }
  });

  test('F12: the shortest opening of the contact stops', () => {
    const rig = new Rig().attach();
    rig.motion(CENTRE);
    rig.pressStop(true).run(0.01).pressStop(false).run(5);
    expect(rig.latest).toMatchObject({ state: 'hold', fault: 'stopInput' });
  });

  test('F12: a cut wire at power-on is a pressed stop', () => {
    const rig = new Rig().pressStop(true).run(20);
    expect(rig.status()).toMatchObject({ state: 'off', fault: 'stopInput' });
    expect(rig.latest.inputs.isStopPressed).toBe(true);
  });

  test('F12: a storm of edges on the stop wire disturbs no pulse', () => {
    const rig = new Rig().attach([1450, 1500, 1550]).keepAlive(30);
    const since = rig.chip.cycles;
    for (let edge = 0; edge < 20_000; edge++) rig.pressStop(edge % 2 === 1).run(0.0025);
    rig.pressStop(false).run(30);
    expect(rig.pulsesSince(since).length).toBeGreaterThanOrEqual(9);
    expect(rig.widthsFit(since, [1450, 1500, 1550])).toBe(true);
    expect(rig.latest).toMatchObject({ state: 'hold', fault: 'stopInput' });
    expect(rig.chip.resets.watchdog).toBe(0);
    rig.ask({ kind: 'clear', nonce: rig.latest.nonce, fault: 'stopInput' });
    rig.motion([1450, 1500, 1550]);
    rig.pressStop(true).run(0.01).pressStop(false).run(5);
    expect(rig.latest).toMatchObject({ state: 'hold', fault: 'stopInput' });
  });

  test('F13: a bouncing contact counts as pressed until it rested for 20 ms, and cannot be cleared', () => {
    const rig = new Rig().attach().pressStop(true).run(50);
    for (let bounce = 0; bounce < 10; bounce++) rig.pressStop(bounce % 2 === 1).run(3);
    rig.pressStop(false).run(15);
    const refused = rig.ask({ kind: 'clear', nonce: rig.latest.nonce, fault: 'stopInput' });
    expect(refused).toMatchObject({ isRefused: true, lastRefusal: 'stopPressed', fault: 'stopInput' });
    rig.run(10);
    expect(rig.latest.inputs.isStopPressed).toBe(false);
    expect(rig.latest.inReplyTo).toBe('unasked');
    expect(rig.ask({ kind: 'clear', nonce: rig.latest.nonce, fault: 'stopInput' })).toMatchObject({
      fault: 'none',
    });
  });

  test('F13: clearing never moves by itself', () => {
    const rig = new Rig().attach();
    rig.motion(CENTRE);
    rig.pressStop(true).run(10).pressStop(false).run(30);
    expect(rig.ask({ kind: 'clear', nonce: rig.latest.nonce, fault: 'stopInput' })).toMatchObject({
      state: 'hold',
      fault: 'none',
    });
    expect(rig.motion([1501, 1500, 1500])).toMatchObject({ isRefused: true, lastRefusal: 'movingStart' });
    expect(rig.motion(CENTRE)).toMatchObject({ isRefused: false, state: 'moving' });
  });
});

describe('head-held input', () => {
  test('F14: the head counts as held after 20 ms and as let go after 10', () => {
    const rig = new Rig().run(50);
    const changes: [boolean, number][] = [];
    const watch = (isHeld: boolean) => {
      const since = rig.ms;
      rig.holdHead(isHeld);
      while (rig.latest.inputs.isHeadHeld !== isHeld && rig.ms - since < 100) rig.run(0.5);
      changes.push([isHeld, rig.ms - since]);
    };
    watch(true);
    watch(false);
    expect(changes[0]?.[1]).toBeGreaterThanOrEqual(19);
    expect(changes[0]?.[1]).toBeLessThanOrEqual(24);
    expect(changes[1]?.[1]).toBeGreaterThanOrEqual(9);
    expect(changes[1]?.[1]).toBeLessThanOrEqual(14);
  });
});

describe('release', () => {
  const HELD: Pulses = [1450, 1500, 1550];
  const MOVED: Pulses = [1470, 1490, 1530];
  const release = (rig: Rig, isHeadOutOfBrace = false) =>
    rig.ask({ kind: 'release', nonce: rig.latest.nonce, isHeadOutOfBrace });

  test('F16: a release needs the nonce, the held head, a hold without motion, and no latched fault', () => {
    const rig = new Rig().run(50);
    expect(release(rig)).toMatchObject({ isRefused: true, lastRefusal: 'notPowered' });
    rig.attach(HELD);
    expect(rig.ask({ kind: 'release', nonce: rig.latest.nonce ^ 1, isHeadOutOfBrace: false })).toMatchObject({
      lastRefusal: 'nonce',
    });
    rig.motion(HELD);
    expect(release(rig)).toMatchObject({ isRefused: true, lastRefusal: 'notInHold', state: 'moving' });
    rig.motion(HELD, false);
    rig.holdHead(false).keepAlive(20);
    expect(release(rig)).toMatchObject({ isRefused: true, lastRefusal: 'headNotHeld', state: 'hold' });
    rig.holdHead(true).keepAlive(30);
    rig.run(250);
    expect(release(rig)).toMatchObject({ isRefused: true, lastRefusal: 'latched', state: 'hold' });
    rig.ask({ kind: 'clear', nonce: rig.latest.nonce, fault: 'silence' });
    expect(release(rig)).toMatchObject({ isRefused: false, state: 'released', appliedUs: [0, 0, 0] });
  });

  test('F17: a head let go while released is held again where it is, within 35 ms, and latched', () => {
    const rig = new Rig().attach(HELD);
    release(rig);
    rig.putPots(MOVED).run(400);
    const since = rig.chip.cycles;
    rig.holdHead(false).run(80);
    const [first] = rig.pulsesSince(since);
    expect(((first?.riseCycle ?? Number.POSITIVE_INFINITY) - since) / CYCLES_PER_MS).toBeLessThanOrEqual(35);
    expect(rig.latest).toMatchObject({ state: 'hold', fault: 'releaseEnded' });
    for (const servo of [0, 1, 2] as const)
      expect(Math.abs(rig.latest.appliedUs[servo] - MOVED[servo])).toBeLessThanOrEqual(2);
    expect(rig.widthsFit(since, rig.latest.appliedUs)).toBe(true);
    expect(rig.chip.isServoPowerOn).toBe(true);
    const resetAt = rig.reset('watchdog').chip.cycles;
    rig.run(60);
    expect(rig.pulsesSince(resetAt).length).toBeGreaterThan(0);
  });

  test('F17: a potentiometer that fails meanwhile: its last believable reading counts', () => {
    const rig = new Rig().attach(HELD);
    release(rig);
    rig.putPots(MOVED).run(200);
    rig.chip.setAnalogVolts(1, 0);
    rig.run(200);
    rig.holdHead(false).run(60);
    expect(rig.latest).toMatchObject({ state: 'hold', fault: 'releaseEnded' });
    for (const servo of [0, 1, 2] as const)
      expect(Math.abs(rig.latest.appliedUs[servo] - MOVED[servo])).toBeLessThanOrEqual(2);
  });

  test('F18: with the head out of the brace, letting go changes nothing', () => {
    const rig = new Rig().attach(HELD);
    release(rig, true);
    rig.run(30).holdHead(false);
    const since = rig.chip.cycles;
    rig.run(500);
    expect(rig.pulsesSince(since)).toEqual([]);
    expect(rig.status()).toMatchObject({ state: 'released', fault: 'none' });
  });

  test('F18: link silence while released stays off', () => {
    const rig = new Rig().attach(HELD);
    release(rig);
    rig.run(30);
    const since = rig.chip.cycles;
    rig.run(2000);
    expect(rig.pulsesSince(since)).toEqual([]);
    expect(rig.chip.isServoPowerOn).toBe(false);
    expect(rig.status()).toMatchObject({ state: 'released', fault: 'none' });
  });

  test('F18: the stop pressed while released latches and stays off', () => {
    const rig = new Rig().attach(HELD);
    release(rig);
    rig.run(30).pressStop(true).run(50);
    expect(rig.status()).toMatchObject({ state: 'released', fault: 'stopInput', appliedUs: [0, 0, 0] });
    expect(rig.chip.isServoPowerOn).toBe(false);
  });
});
