import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { alarmsHeader } from '../../../hardware/firmware/alarmsHeader.ts';
import { ALARM_SIGNALS, BRACE_SIGNALS, HELD_UNATTENDED_BUZZER } from '../../../protocol/alarmSignals.ts';
import { type Pulses, Rig } from './rig.ts';

const BUZZER = 5;
const LIGHT = 12;

interface Shown {
  readonly levels: readonly { readonly isHigh: boolean; readonly ms: number }[];
  readonly highMs: number;
}

/** How a pin goes for `ms`, to the millisecond; the first and the last level are cut off by the watch and left out. */
function watch(rig: Rig, pin: number, ms: number, keep: (rig: Rig) => void = () => {}): Shown {
  const levels: { isHigh: boolean; ms: number }[] = [];
  for (let passed = 0; passed < ms; passed++) {
    if (passed % 10 === 0) keep(rig);
    rig.run(1);
    const isHigh = rig.chip.isPinHigh(pin);
    const last = levels.at(-1);
    if (last?.isHigh === isHigh) last.ms++;
    else levels.push({ isHigh, ms: 1 });
  }
  const highMs = levels.filter(({ isHigh }) => isHigh).reduce((sum, level) => sum + level.ms, 0);
  return { levels: levels.slice(1, -1), highMs };
}

function attended(rig: Rig): void {
  rig.send({ kind: 'motion', isMoving: false, leaseMs: 200, pulseUs: rig.latest.appliedUs as Pulses });
}

/** Every complete flash or beep and every complete pause takes these times. */
function expectRegular({ levels }: Shown, onMs: number, offMs: number): void {
  expect(levels.length).toBeGreaterThanOrEqual(2);
  for (const { isHigh, ms } of levels) expect(Math.abs(ms - (isHigh ? onMs : offMs))).toBeLessThanOrEqual(1);
}

describe('buzzer', () => {
  test('F31: the buzzer sounds while a latched fault holds the head and the host is silent, and only then', () => {
    const soundedMs = (rig: Rig, step: () => void): number => {
      let sounded = 0;
      for (let ms = 0; ms < 2000; ms += 10) {
        step();
        if (rig.chip.isPinHigh(BUZZER)) sounded += 10;
      }
      return sounded;
    };
    const off = new Rig().pressStop(true).run(20);
    expect(soundedMs(off, () => off.run(10))).toBe(0);
    const rig = new Rig().attach();
    expect(soundedMs(rig, () => rig.keepAlive(10))).toBe(0);
    rig.pressStop(true);
    expect(soundedMs(rig, () => rig.keepAlive(10))).toBe(0);
    rig.run(1300);
    expect(Math.abs(soundedMs(rig, () => rig.run(10)) - 300)).toBeLessThanOrEqual(20);
    rig.pressStop(false).run(30);
    rig.ask({ kind: 'clear', nonce: rig.latest.nonce, fault: 'stopInput' });
    rig.keepAlive(200);
    expect(soundedMs(rig, () => rig.keepAlive(10))).toBe(0);
  });

  test('F31: it sounds as the shared alarm data says', () => {
    const rig = new Rig().attach().run(500);
    const { pulseMs, everyMs } = HELD_UNATTENDED_BUZZER;
    expectRegular(watch(rig, BUZZER, 3500), pulseMs, everyMs - pulseMs);
  });

  test('F31: a beep once begun is not cut, and a host that comes and goes makes no stutter', () => {
    const rig = new Rig().attach().run(250);
    const shown = watch(rig, BUZZER, 4000, () => {
      if (Math.floor(rig.ms / 220) % 2 === 0) attended(rig);
    });
    const beeps = shown.levels.filter(({ isHigh }) => isHigh);
    expect(beeps.length).toBeGreaterThanOrEqual(2);
    for (const { ms } of beeps) expect(Math.abs(ms - HELD_UNATTENDED_BUZZER.pulseMs)).toBeLessThanOrEqual(1);
  });
});

describe('alarm light', () => {
  const halves = (priority: 'high' | 'medium') => {
    const { flash } = ALARM_SIGNALS[priority].light;
    if (flash === null) throw new Error(`${priority} does not flash`);
    const onMs = (1000 / flash.frequencyHz) * flash.duty;
    return [onMs, 1000 / flash.frequencyHz - onMs] as const;
  };

  test('F36: dark while nothing is the matter, off or held', () => {
    expect(watch(new Rig(), LIGHT, 300).highMs).toBe(0);
    expect(watch(new Rig().attach(), LIGHT, 500, attended).highMs).toBe(0);
  });

  test('F36: flashes as a medium alarm while a fault is latched and the host is there, or nothing is held', () => {
    const held = new Rig().attach().pressStop(true).keepAlive(20);
    expectRegular(watch(held, LIGHT, 3200, attended), ...halves('medium'));
    const off = new Rig().pressStop(true).run(20);
    expectRegular(watch(off, LIGHT, 3200), ...halves('medium'));
  });

  test('F36: flashes as a high alarm while the head is held and the host is silent', () => {
    const rig = new Rig().attach().run(2500);
    expectRegular(watch(rig, LIGHT, 2000), ...halves('high'));
  });

  test('F36: is steady while released', () => {
    const rig = new Rig().attach();
    rig.ask({ kind: 'release', nonce: rig.latest.nonce, isHeadOutOfBrace: false });
    expect(watch(rig.run(5), LIGHT, 2500).highMs).toBe(2500);
  });

  test('F36: goes out within a flash of the clear', () => {
    const rig = new Rig().attach().pressStop(true).keepAlive(20).pressStop(false).keepAlive(1000);
    rig.ask({ kind: 'clear', nonce: rig.latest.nonce, fault: 'stopInput' });
    rig.keepAlive(1010);
    expect(watch(rig, LIGHT, 1500, attended).highMs).toBe(0);
  });

  test('F36: no Firmata message changes it', () => {
    const rig = new Rig().attach().pressStop(true).keepAlive(20);
    const meddle = () => {
      attended(rig);
      rig.sendBytes([0xf4, LIGHT, 0, 0xf4, LIGHT, 1, 0xf5, LIGHT, 1, 0x91, 0x10, 0, 0xf5, LIGHT, 0, 0xff]);
    };
    expectRegular(watch(rig, LIGHT, 3200, meddle), ...halves('medium'));
  });

  test.each([
    ['latched', (rig: Rig) => rig.pressStop(true)],
    ['heldUnattended', (rig: Rig) => rig.run(250)],
  ] as const)('F37: while the brace shows %s no pulse is off by more than a microsecond', (_, bring) => {
    const rig = new Rig().attach([1400, 1500, 1601]).keepAlive(30);
    bring(rig);
    const since = rig.run(30).chip.cycles;
    rig.run(3000);
    expect(rig.pulsesSince(since).length).toBeGreaterThanOrEqual(445);
    expect(rig.widthsFit(since, [1400, 1500, 1601])).toBe(true);
  });
});

describe('the generated table of alarms', () => {
  test('F36: is made of the shared alarm data', () => {
    const committed = new URL('../../../hardware/firmware/generated/alarms.h', import.meta.url);
    expect(readFileSync(committed, 'utf8')).toBe(alarmsHeader(BRACE_SIGNALS));
    const changed = alarmsHeader({
      ...BRACE_SIGNALS,
      latched: { light: { frequencyHz: 2, duty: 0.3 }, buzzer: { pulseMs: 100, everyMs: 700 } },
    });
    expect(changed).toContain('{150, 350}');
    expect(changed).toContain('{100, 600}');
  });

  test.each([
    ['a beep longer than its period', { light: 'dark', buzzer: { pulseMs: 200, everyMs: 100 } }],
    ['a fraction of a millisecond', { light: 'dark', buzzer: { pulseMs: 0.5, everyMs: 100 } }],
    ['more than the firmware can count', { light: { frequencyHz: 0.001, duty: 0.5 }, buzzer: 'silent' }],
  ] as const)('refuses %s', (_, signal) => {
    expect(() => alarmsHeader({ wrong: signal })).toThrow(/wrong is /);
  });
});
