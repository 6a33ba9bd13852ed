import { describe, expect, it } from 'vitest';
import { directionOnScreen } from '../../controller/gaze/screen.ts';
import type { GazeSight } from '../../hmi/patient/gazePointer.ts';
import type { ClientMessage } from '../../protocol/clientMessages.ts';
import { DEFAULT_PARAMETERS } from '../../protocol/parameters.ts';
import type { ServerMessage } from '../../protocol/serverMessages.ts';
import type { Telemetry } from '../../protocol/telemetry.ts';
import { Eyes, PASSED, SCREEN, STEERING_PROFILE } from '../controller/control/gazeEyes.ts';
import { IdealBrace } from '../controller/control/idealBrace.ts';
import { DISPLAY, NOTHING, PageBefore, type Peer } from './steeringPage.ts';

const { armDwellMs, confirmDwellMs, dwellMs, clutchReleaseMs } = DEFAULT_PARAMETERS;
const TICK_MS = 10;
/** Of the control that the brace runs. */
const VERSION = '0.1.0';
const STRAIGHT = { yawDeg: 0, pitchDeg: 0, rollDeg: 0 };

/** The real control with a brace without physics, and eyes before a tracker, which look where the pointer of the page is. */
class RealControl implements Peer {
  readonly profile = STEERING_PROFILE;
  readonly profileHash = 'saved-0';
  readonly brace = new IdealBrace(STEERING_PROFILE);
  readonly eyes = new Eyes();
  private ticks = 0;

  constructor() {
    this.brace.tick([{ type: 'steeringVerdicts', verdicts: [PASSED] }]);
    this.brace.speakers.push(({ tick, measured }, nowMs) => this.eyes.say(tick, measured ?? STRAIGHT, nowMs));
  }

  lookAt({ xPx, yPx }: { readonly xPx: number; readonly yPx: number }): void {
    const place = { x: xPx / DISPLAY.widthPx, y: yPx / DISPLAY.heightPx };
    this.eyes.lookAt = directionOnScreen(place, SCREEN, this.brace.seen.measured ?? STRAIGHT);
  }

  advance(nowMs: number): void {
    for (; (this.ticks + 1) * TICK_MS <= nowMs; this.ticks++) this.brace.tick();
  }

  telemetry(): Telemetry {
    return this.brace.seen;
  }

  answer(message: ClientMessage, clientId: string): readonly ServerMessage[] {
    this.ticks += 1;
    // A page that was not built has no version of its own.
    const said = message.type === 'presence' ? { ...message, version: VERSION } : message;
    const reply = this.brace.say(said, clientId);
    return reply ? [reply] : [];
  }
}

/** A person whose eyes are where the page's pointer is. */
class Person extends PageBefore<RealControl> {
  constructor() {
    super(new RealControl());
  }

  override look(sight: GazeSight, forMs: number): this {
    if (sight.kind === 'onPage') this.control.lookAt(sight);
    return super.look(sight, forMs);
  }

  /** Looks at the mark that is shown, for as long as one is. */
  lookAtMarks(): this {
    const places = { ahead: [0, 0], left: [-1, 0], right: [1, 0], up: [0, -1] } as const;
    for (let frame = 0; frame < 600 && this.screen === 'eyeCheck'; frame++) {
      const { mark, offsetPx, upPx } = this.steering ?? { mark: null, offsetPx: 0, upPx: 0 };
      const [right, down] = places[mark ?? 'ahead'];
      const xPx = DISPLAY.widthPx / 2 + right * offsetPx;
      this.look({ kind: 'onPage', xPx, yPx: DISPLAY.heightPx / 2 + down * upPx }, 20);
    }
    return this;
  }

  get yawDeg(): number {
    return this.control.brace.yawDeg;
  }
}

/** 18° to the left of straight ahead. */
const FAR_LEFT: GazeSight = { kind: 'onPage', xPx: 180, yPx: 540 };

const checked = (): Person =>
  new Person()
    .look(NOTHING, 2500)
    .lookAt('bottom', armDwellMs + 150)
    .lookAtMarks();

const following = (): Person =>
  checked()
    .look(NOTHING, 1300)
    .lookAt('bottom', armDwellMs + 150)
    .look(NOTHING, 600)
    .lookAt('wholeRight', 400 + confirmDwellMs + 150);

describe('the page and the real control', () => {
  it('check the eyes before anything else, and nothing moves by it', () => {
    const person = new Person().look(NOTHING, 2500);
    expect(person.steering?.obstacle).toBe('straightAheadUnchecked');
    person.lookAt('bottom', armDwellMs + 150);
    expect(person.screen).toBe('eyeCheck');
    person.lookAtMarks();
    expect([person.screen, person.steering?.ended]).toEqual(['calmSteer', 'checked']);
    expect(person.control.brace.motions.some(({ isMoving }) => isMoving)).toBe(false);
  });

  it('say so of eyes that look elsewhere than at the mark', () => {
    const person = new Person().look(NOTHING, 2500).lookAt('bottom', armDwellMs + 150);
    person.look({ kind: 'onPage', xPx: 300, yPx: 300 }, 2500);
    expect([person.screen, person.steering?.told]).toEqual(['eyeCheckTold', 'recentreTooFar']);
  });

  it('let the head follow the eyes by two looks, and no further than they are renewed', () => {
    const person = following();
    expect([person.screen, person.control.brace.seen.state]).toEqual(['steer', 'engaged']);
    expect(Math.abs(person.yawDeg)).toBeLessThan(1);
    person.look(FAR_LEFT, 2500);
    expect(person.yawDeg).toBeGreaterThan(2);
    person.look(NOTHING, clutchReleaseMs);
    expect([person.screen, person.steering?.ended]).toEqual(['calmSteer', 'noIntent']);
    const restedDeg = person.yawDeg;
    person.look(FAR_LEFT, 2000);
    expect(person.yawDeg).toBeCloseTo(restedDeg, 1);
  });

  it('go on by two looks that hardly turn the head, for as long again', () => {
    const person = following().look(NOTHING, 1200);
    const before = person.control.brace.seen.commanded;
    person.lookAt('top', dwellMs + 200);
    expect(person.screen).toBe('steerGoOn');
    person.look(NOTHING, 500).lookAt('bottom', 600 + confirmDwellMs + 150);
    expect(person.of('confirmSteer')).toHaveLength(2);
    expect(person.screen).toBe('steer');
    const after = person.control.brace.seen.commanded;
    for (const axis of ['yawDeg', 'pitchDeg'] as const)
      expect(Math.abs((after?.[axis] ?? 99) - (before?.[axis] ?? 0))).toBeLessThan(1);
    expect(person.look(NOTHING, clutchReleaseMs - 1500).screen).toBe('steer');
    expect(person.look(NOTHING, 2500).screen).toBe('calmSteer');
  });

  it('end it by one look at "Stop following", and say so', () => {
    const person = following()
      .look(NOTHING, 1200)
      .lookAt('bottomLeft', dwellMs + 200);
    person.look(NOTHING, 200);
    expect([person.screen, person.control.brace.seen.state]).toEqual(['calmSteer', 'ready']);
    expect(person.steering?.ended).toBe('asked');
  });

  it('end it with the eyes that the tracker loses, and say so', () => {
    const person = following();
    person.control.eyes.instead = { kind: 'none', why: 'noFace' };
    person.look(NOTHING, 1000);
    expect([person.screen, person.steering?.ended]).toEqual(['calmSteer', 'gazeLost']);
    expect(person.look(NOTHING, 1200).steering?.obstacle).toBe('gazeNotSeen');
  });
});
