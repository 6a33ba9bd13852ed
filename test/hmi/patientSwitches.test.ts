import { beforeEach, describe, expect, it } from 'vitest';
import type { DwellLayout } from '../../controller/gaze/dwell/layout.ts';
import { STOP_HOLD_MS } from '../../controller/gaze/dwell/longPress.ts';
import type { Switch } from '../../controller/gaze/dwell/scan.ts';
import type { Way } from '../../controller/gaze/dwell/switchChoice.ts';
import type { GazeSight } from '../../hmi/patient/gazePointer.ts';
import { createPatient, type Patient } from '../../hmi/patient/patient.ts';
import type { FrameDrawing } from '../../hmi/patient/picture.ts';
import { DEFAULT_PREFERENCES, type Preferences } from '../../hmi/patient/preferences.ts';
import type { ClientMessage } from '../../protocol/clientMessages.ts';
import { DEFAULT_PROFILE } from '../../protocol/profile.ts';
import type { ReasonId, StateName } from '../../protocol/states.ts';
import type { Telemetry } from '../../protocol/telemetry.ts';
import { telemetryWith } from '../telemetry.ts';
import { Line } from './line.ts';

const FRAME_MS = 1000 / 60;
const TURN_LEFT: DwellLayout = {
  version: 1,
  targets: [
    {
      kind: 'stop',
      id: 'stop',
      side: 'inside',
      rect: { leftPx: 800, topPx: 20, widthPx: 180, heightPx: 560 },
    },
    {
      kind: 'dwell',
      id: 'turnLeft',
      dwellMs: 1000,
      isRemembered: false,
      rect: { leftPx: 40, topPx: 200, widthPx: 200, heightPx: 200 },
    },
  ],
};
/** The gaze is somewhere else; still, as a bare pointer is. */
const ELSEWHERE: GazeSight = { kind: 'onPage', xPx: 500, yPx: 300 };
const ON_TURN_LEFT: GazeSight = { kind: 'onPage', xPx: 140, yPx: 300 };
const UNSEEN: GazeSight = { kind: 'away', why: 'neverSeen' };

/** A page with its person, its control, and 60 frames per second. */
class Scene {
  readonly line = new Line();
  readonly patient: Patient;
  nowMs = 0;
  state: StateName = 'ready';
  reason: ReasonId = 'armed';
  lease: Telemetry['lease'] = null;
  isSilent = false;
  drawing: FrameDrawing | undefined;
  written: Preferences | undefined;
  private tick = 0;

  constructor(preferences: Partial<Preferences>) {
    this.patient = createPatient(this.line.client, () => this.nowMs, {
      read: () => ({ ...DEFAULT_PREFERENCES, ...preferences }),
      write: (next) => {
        this.written = next;
      },
    });
    this.line.tell({ type: 'welcome', sessionId: 's', clientId: 'me', version: '0', isSimulated: true }, 0);
    this.line.tell({ type: 'profile', profile: DEFAULT_PROFILE, hash: 'h' }, 0);
  }

  last(ms: number, sightAt: (nowMs: number) => GazeSight = () => UNSEEN): this {
    for (const endMs = this.nowMs + ms; this.nowMs < endMs; ) {
      this.nowMs += FRAME_MS;
      while (!this.isSilent && this.tick < this.nowMs / 10 - 2) {
        this.tick += 2;
        const { tick, state, reason, lease } = this;
        this.line.tell(telemetryWith({ tick, state, reason, lease, profileHash: 'h' }), this.nowMs);
      }
      this.drawing = this.patient.frame(this.nowMs, sightAt(this.nowMs), TURN_LEFT);
    }
    return this;
  }

  look(sight: GazeSight, ms: number): this {
    return this.last(ms, () => sight);
  }

  press(which: Switch = 'first', forMs = 100): this {
    this.patient.press(which, this.nowMs);
    this.last(forMs);
    this.patient.release(which, this.nowMs);
    return this.last(200);
  }

  enter(state: StateName, reason: ReasonId): this {
    this.state = state;
    this.reason = reason;
    return this.last(100);
  }

  /** Control grants the movement that was asked for last. */
  grant(): this {
    const move = this.line.sent.findLast((message) => message.type === 'move');
    if (move?.type !== 'move') throw new Error('Nothing was asked for.');
    this.lease = { leaseId: `L${this.line.sent.length}`, holder: 'me', ageMs: 0 };
    const { leaseId } = this.lease;
    this.line.tell(
      { type: 'leaseGranted', requestId: move.requestId, leaseId, holder: 'me', epoch: 0 },
      this.nowMs,
    );
    this.state = 'engaged';
    this.reason = 'moving';
    return this;
  }

  arrive(): void {
    this.lease = null;
    this.state = 'ready';
    this.reason = 'arrived';
  }

  sent(type: ClientMessage['type']) {
    return this.line.sent.filter((message) => message.type === type);
  }

  /** Walks the light of two switches to a control and takes it. */
  takeWithTwoSwitches(id: string): this {
    for (let press = 0; press < 12 && this.drawing?.scanned !== id; press++) this.press('first');
    expect(this.drawing?.scanned).toBe(id);
    return this.press('second');
  }
}

const scanning = (way: Way = 'twoSwitches'): Scene => new Scene({ way }).last(500);

describe('a person with switches', () => {
  it('reaches STOP first, and then every control of the screen, and nothing is sent on the way', () => {
    const scene = scanning();
    const walk: (string | undefined)[] = [];
    for (let press = 0; press < 10; press++) {
      scene.press('first');
      walk.push(scene.drawing?.scanned);
    }
    expect(walk).toEqual([
      'stop',
      'tiltLeft',
      'nodUp',
      'tiltRight',
      'turnLeft',
      'turnRight',
      'home',
      'nodDown',
      'rest',
      'stop',
    ]);
    expect([scene.sent('move'), scene.sent('stop'), scene.sent('rest')]).toEqual([[], [], []]);
    scene.press('second');
    expect(scene.sent('stop')).toHaveLength(1);
  });

  it('moves one step, which goes on to its end without a look; any press in it is STOP', () => {
    const scene = scanning().takeWithTwoSwitches('turnLeft');
    expect(scene.sent('move')).toMatchObject([{ movement: 'turnLeft' }]);
    scene.grant().last(1000);
    expect(scene.sent('endMove')).toEqual([]);
    expect(scene.sent('renew').length).toBeGreaterThan(15);
    for (const message of scene.sent('renew')) expect(message).toMatchObject({ gaze: 'unknown' });
    scene.patient.press('first', scene.nowMs);
    expect(scene.sent('stop')).toHaveLength(1);
  });

  it('says that there is a switch once one was heard, and never for a person who has none', () => {
    const secondInput = (scene: Scene) => {
      const presence = scene.last(300).sent('presence').at(-1);
      return presence?.type === 'presence' ? presence.secondInput : undefined;
    };
    const scene = scanning();
    expect(secondInput(scene)).toBe('none');
    expect(secondInput(scene.press('first'))).toBe('switch');
    expect(secondInput(new Scene({ way: 'look' }).press('first'))).toBe('none');
  });

  it('stops with the first press where nobody knows whether the head moves', () => {
    const scene = scanning();
    scene.isSilent = true;
    scene.last(1000);
    expect(scene.patient.picture().screen).toBe('unknown');
    scene.patient.press('first', scene.nowMs);
    expect(scene.sent('stop')).toHaveLength(1);
  });

  it.each(['oneSwitch', 'tapOrHold', 'twoSwitches', 'lookAndPress'] as const)(
    'stops with a long press in every state: %s',
    (way) => {
      for (const [state, reason] of [
        ['ready', 'armed'],
        ['standby', 'holding'],
        ['standby', 'awaitingConfirm'],
        ['protectiveHold', 'faultHeld'],
        ['selfTest', 'needsHand'],
      ] as const) {
        const scene = scanning(way).enter(state, reason);
        scene.patient.press('first', scene.nowMs);
        scene.last(STOP_HOLD_MS + 2 * FRAME_MS);
        expect(scene.sent('stop'), state).toHaveLength(1);
      }
    },
  );

  it('leaves STOP and answers for a fault in two steps, as with the eyes, and never as a hand', () => {
    const scene = scanning().enter('protectiveHold', 'faultHeld').takeWithTwoSwitches('haveLooked');
    expect(scene.sent('acknowledge')).toEqual([]);
    scene.last(700).takeWithTwoSwitches('yesGoOn');
    expect(scene.sent('acknowledge')).toMatchObject([{ by: 'gaze' }]);
  });

  it('chooses nothing by where the pointer is', () => {
    const scene = scanning().look(ELSEWHERE, 1500).look(ON_TURN_LEFT, 5000);
    expect(scene.sent('move')).toEqual([]);
    expect(scene.drawing?.dwell).toBeUndefined();
    scene.look({ kind: 'onPage', xPx: 900, yPx: 300 }, 200);
    expect(scene.sent('stop')).toHaveLength(1);
  });

  it('begins to use a switch only when it was heard, and it is kept then', () => {
    const scene = new Scene({}).enter('standby', 'holding').last(600);
    const choose = (id: 'settings' | 'ways' | 'wayOneSwitch'): void => {
      scene.patient.choose(id, scene.nowMs);
      scene.last(600);
    };
    choose('settings');
    choose('ways');
    choose('wayOneSwitch');
    expect(scene.written).toBeUndefined();
    scene.press();
    expect(scene.written?.way).toBe('oneSwitch');
    expect(scene.line.sent.every(({ type }) => type === 'presence')).toBe(true);
    scene.press();
    expect(scene.drawing?.scanned).toBe('stop');
  });

  it('is taken off the page’s own screens by whatever happens, but not by a moment of silence', () => {
    const scene = new Scene({}).enter('standby', 'holding').last(600);
    scene.patient.choose('settings', scene.nowMs);
    scene.last(100);
    expect(scene.patient.picture().settings.view).toBe('settings');
    scene.isSilent = true;
    scene.last(1000);
    expect(scene.patient.picture().screen).toBe('unknown');
    scene.isSilent = false;
    scene.last(100);
    expect(scene.patient.picture()).toMatchObject({ screen: 'begin', settings: { view: 'settings' } });
    scene.enter('protectiveHold', 'faultHeld');
    expect(scene.patient.picture().settings.view).toBe('none');
    expect(scene.patient.picture().screen).toBe('fault');
  });
});

describe('looking and pressing', () => {
  it('moves by a press on what is looked at, and never by a look alone', () => {
    const scene = new Scene({ way: 'lookAndPress' }).look(ELSEWHERE, 1500).look(ON_TURN_LEFT, 5000);
    expect(scene.sent('move')).toEqual([]);
    scene.patient.press('first', scene.nowMs);
    expect(scene.sent('move')).toMatchObject([{ movement: 'turnLeft' }]);
    scene.patient.release('first', scene.nowMs);
    scene.grant().look(ELSEWHERE, 500);
    expect(scene.sent('endMove')).toEqual([]);
    scene.patient.press('first', scene.nowMs);
    expect(scene.sent('stop')).toHaveLength(1);
  });
});

describe('a pointer that was checked', () => {
  const DOT = { xPx: 500, yPx: 300 };
  let scene: Scene;
  /** A living gaze trembles by a few pixels. */
  const trembling =
    (sight: GazeSight) =>
    (nowMs: number): GazeSight =>
      sight.kind === 'onPage' ? { ...sight, xPx: sight.xPx + 3 * (Math.round(nowMs / FRAME_MS) % 2) } : sight;

  function check(sightAt: (nowMs: number) => GazeSight): void {
    scene.enter('standby', 'holding').look(ELSEWHERE, 700);
    for (const id of ['settings', 'checkPointer'] as const) {
      scene.patient.choose(id, scene.nowMs);
      scene.look(ELSEWHERE, 600);
    }
    scene.patient.checkPointer(DOT, 130);
    scene.last(10_100, sightAt);
    scene.enter('ready', 'armed').last(1300, trembling(ELSEWHERE));
    offerMovements();
  }

  /** Somebody's hand puts the page's clutch in, which looks alone do in two steps. */
  function offerMovements(): void {
    scene.patient.choose('moveHead', scene.nowMs);
    scene.last(600, trembling(ELSEWHERE));
    expect(scene.patient.picture().screen).toBe('move');
  }

  /** Looks at "Turn left" while every step arrives after 300 ms; how many steps were asked for. */
  function stepsOf(sightAt: (nowMs: number) => GazeSight, ms: number): number {
    const before = scene.sent('move').length;
    for (const endMs = scene.nowMs + ms; scene.nowMs < endMs; ) {
      const asked = scene.sent('move').length;
      scene.last(FRAME_MS, sightAt);
      if (scene.sent('move').length > asked) {
        scene.grant().last(300, sightAt);
        scene.arrive();
      }
    }
    return scene.sent('move').length - before;
  }

  beforeEach(() => {
    scene = new Scene({ keepsMoving: true });
  });

  it('makes several steps of one look', () => {
    check(trembling(ELSEWHERE));
    expect(scene.patient.picture().liveness.kind).toBe('known');
    // 1 s of dwell, and then a step of 0.3 s after a pause of 0.6 s, and so on.
    expect(stepsOf(trembling(ON_TURN_LEFT), 5000)).toBeGreaterThanOrEqual(4);
  });

  it('makes one step of a look where it was not checked, rested in its check, or nobody chose more', () => {
    scene.look(ELSEWHERE, 1500);
    offerMovements();
    expect(stepsOf(trembling(ON_TURN_LEFT), 5000)).toBe(1);
    scene = new Scene({ keepsMoving: true });
    check(() => ELSEWHERE);
    expect(scene.patient.picture().liveness).toEqual({ kind: 'unknown', why: 'freezes' });
    expect(stepsOf(trembling(ON_TURN_LEFT), 5000)).toBe(1);
    scene = new Scene({ keepsMoving: false });
    check(trembling(ELSEWHERE));
    expect(stepsOf(trembling(ON_TURN_LEFT), 5000)).toBe(1);
  });

  it('chooses nothing and makes no further step once it is frozen, and says so', () => {
    check(trembling(ELSEWHERE));
    expect(stepsOf(() => ON_TURN_LEFT, 5000)).toBe(0);
    expect(scene.sent('presence').at(-1)).toMatchObject({ gaze: 'frozen' });
    scene.last(500, trembling(ELSEWHERE));
    expect(scene.sent('presence').at(-1)).toMatchObject({ gaze: 'valid' });
    // A gaze that was lost has let the clutch go.
    expect(scene.patient.picture().screen).toBe('calm');
    scene.last(600, trembling(ELSEWHERE));
    offerMovements();
    expect(stepsOf(trembling(ON_TURN_LEFT), 2500)).toBeGreaterThanOrEqual(1);
    const frozen = scene.nowMs;
    const before = scene.sent('move').length;
    stepsOf(() => ON_TURN_LEFT, 5000);
    expect(scene.nowMs - frozen).toBeGreaterThan(4900);
    expect(scene.sent('move').length - before).toBeLessThanOrEqual(1);
  });

  it('goes on after a blink: control is told that the gaze is lost and that it is back', () => {
    check(trembling(ELSEWHERE));
    scene.last(1100, trembling(ON_TURN_LEFT));
    scene.grant().last(300, trembling(ON_TURN_LEFT));
    scene.last(350, () => ON_TURN_LEFT).last(200, trembling(ON_TURN_LEFT));
    const gazes = scene.sent('renew').map((message) => (message.type === 'renew' ? message.gaze : ''));
    expect(gazes).toContain('invalid');
    expect(gazes.at(-1)).toBe('valid');
    expect(scene.sent('endMove')).toEqual([]);
    scene.last(100, trembling(ELSEWHERE));
    expect(scene.sent('endMove')).toHaveLength(1);
  });

  it('learns nothing from a check that was broken off, and leads back', () => {
    scene.enter('standby', 'holding').look(ELSEWHERE, 700);
    for (const id of ['settings', 'checkPointer'] as const) {
      scene.patient.choose(id, scene.nowMs);
      scene.look(ELSEWHERE, 600);
    }
    scene.patient.checkPointer(DOT, 130);
    scene.last(5000, trembling(ELSEWHERE));
    scene.patient.interrupted('blurred', scene.nowMs);
    scene.last(100, trembling(ELSEWHERE));
    expect(scene.patient.picture().liveness).toEqual({ kind: 'unknown', why: 'interrupted' });
    expect(scene.patient.picture().settings.view).toBe('settings');
  });
});
