import type { DwellLayout, GazeTarget, Rect } from '../../controller/gaze/dwell/layout.ts';
import type { Place } from '../../controller/gaze/dwell/screens.ts';
import { controlsOf } from '../../hmi/patient/controls.ts';
import type { GazeSight } from '../../hmi/patient/gazePointer.ts';
import { createPatient, type Patient } from '../../hmi/patient/patient.ts';
import { DEFAULT_PREFERENCES, type Preferences } from '../../hmi/patient/preferences.ts';
import type { ClientMessage } from '../../protocol/clientMessages.ts';
import { DEFAULT_PROFILE, type Profile } from '../../protocol/profile.ts';
import type { ServerMessage } from '../../protocol/serverMessages.ts';
import type { Telemetry } from '../../protocol/telemetry.ts';
import { ScriptedControl } from '../browser/scriptedControl.ts';
import { Line } from './line.ts';

const FRAME_MS = 1000 / 60;
export const DISPLAY = { widthPx: 1920, heightPx: 1080, isFilled: true } as const;

/** Thirds of the stage, in pixels of that display, beside a column for STOP. */
const COLUMNS = [60, 560, 1160, 1620] as const;
const ROWS = [150, 450, 750, 1040] as const;
const cell = (column: number, row: number, columns = 1, rows = 1): Rect => {
  const leftPx = COLUMNS[column] ?? 0;
  const topPx = ROWS[row] ?? 0;
  return {
    leftPx: leftPx + 10,
    topPx: topPx + 10,
    widthPx: (COLUMNS[column + columns] ?? 0) - leftPx - 20,
    heightPx: (ROWS[row + rows] ?? 0) - topPx - 20,
  };
};
const RECTS: Readonly<Record<Place, Rect>> = {
  topLeft: cell(0, 0),
  top: cell(1, 0),
  topRight: cell(2, 0),
  left: cell(0, 1),
  right: cell(2, 1),
  bottomLeft: cell(0, 2),
  bottom: cell(1, 2),
  bottomRight: cell(2, 2),
  wholeBottom: cell(0, 2, 3),
  wideBottom: cell(0, 2, 2),
  wholeLeft: cell(0, 0, 1, 2),
  wholeRight: cell(2, 0, 1, 2),
};
const STOPS: readonly GazeTarget[] = [
  {
    kind: 'stop',
    id: 'stop',
    side: 'inside',
    rect: { leftPx: 1640, topPx: 40, widthPx: 240, heightPx: 1000 },
  },
  {
    kind: 'stop',
    id: 'border',
    side: 'outside',
    rect: { leftPx: 30, topPx: 30, widthPx: 1860, heightPx: 1020 },
  },
];

/** While the head follows, what goes on is close to the middle of the screen (hmi/patient/steering.css). */
const NEAR: Readonly<Partial<Record<Place, Rect>>> = {
  top: { leftPx: 800, topPx: 288, widthPx: 320, heightPx: 136 },
  bottom: { leftPx: 800, topPx: 656, widthPx: 320, heightPx: 136 },
};

/** The middle of the page, where nothing can be chosen. */
export const NOTHING: GazeSight = { kind: 'onPage', xPx: 860, yPx: 600 };
export const BORDER: GazeSight = { kind: 'onPage', xPx: 5, yPx: 600 };
export const STOP: GazeSight = { kind: 'onPage', xPx: 1750, yPx: 600 };
/** The eyes of whoever wears their tracker move no pointer. */
export const NO_POINTER: GazeSight = { kind: 'away', why: 'neverSeen' };

/** What a page has at the other end of its line. */
export interface Peer {
  readonly profile: Profile;
  readonly profileHash: string;
  advance(nowMs: number): void;
  telemetry(nowMs: number): Telemetry;
  answer(message: ClientMessage, clientId: string, nowMs: number): readonly ServerMessage[];
}

/** A patient's page without pixels, laid out as its screens are. */
export class PageBefore<Control extends Peer> {
  readonly line = new Line();
  readonly control: Control;
  readonly patient: Patient;
  nowMs = 0;
  /** Nothing arrives any more. */
  isCut = false;
  private heard = 0;
  private layout: DwellLayout = { version: 0, targets: [] };
  private shape = '';

  constructor(control: Control, preferences: Partial<Preferences> = {}) {
    this.control = control;
    this.patient = createPatient(
      this.line.client,
      () => this.nowMs,
      { read: () => ({ ...DEFAULT_PREFERENCES, ...preferences }), write: () => undefined },
      () => DISPLAY,
    );
    this.welcome();
    this.look(NO_POINTER, 1500);
  }

  get screen(): string {
    return this.patient.picture().screen;
  }

  get steering() {
    return this.patient.picture().steering;
  }

  of<Type extends ClientMessage['type']>(type: Type): Extract<ClientMessage, { type: Type }>[] {
    return this.line.sent.filter(
      (message): message is Extract<ClientMessage, { type: Type }> => message.type === type,
    );
  }

  /** All that was sent but presence and renewals. */
  get acts(): string[] {
    return this.line.sent.map(({ type }) => type).filter((type) => type !== 'presence' && type !== 'renew');
  }

  welcome(): void {
    const { profile, profileHash } = this.control;
    this.tell({ type: 'welcome', sessionId: 's', clientId: 'me', version: '0', isSimulated: true });
    this.tell({ type: 'profile', profile, hash: profileHash });
  }

  tell(message: ServerMessage): void {
    this.line.tell(message, this.nowMs);
  }

  /** Frames of a 60 Hz display: what was sent is answered before the next one. */
  look(sight: GazeSight, forMs: number): this {
    for (const endMs = this.nowMs + forMs; this.nowMs < endMs; ) {
      this.nowMs += FRAME_MS;
      this.answer();
      this.control.advance(this.nowMs);
      if (!this.isCut) this.tell(this.control.telemetry(this.nowMs));
      this.patient.frame(this.nowMs, sight, this.painted());
    }
    return this;
  }

  /** A look at a control, or at where it will be. */
  lookAt(place: Place, forMs: number): this {
    const { leftPx, topPx, widthPx, heightPx } = this.rectOf(place);
    return this.look({ kind: 'onPage', xPx: leftPx + widthPx / 2, yPx: topPx + heightPx / 2 }, forMs);
  }

  /** A click by somebody who has seen what is there. */
  click(id: Parameters<Patient['choose']>[0], sight: GazeSight = NO_POINTER): this {
    this.look(sight, 600);
    this.patient.choose(id, this.nowMs);
    return this.look(sight, 100);
  }

  private rectOf(place: Place): Rect {
    const isFollowing = this.screen === 'steer' || this.screen === 'steerGoOn';
    return (isFollowing ? NEAR[place] : undefined) ?? RECTS[place];
  }

  private answer(): void {
    while (this.heard < this.line.sent.length) {
      const message = this.line.sent[this.heard];
      this.heard += 1;
      if (!message || this.isCut) continue;
      for (const reply of this.control.answer(message, 'me', this.nowMs)) this.tell(reply);
    }
  }

  private painted(): DwellLayout {
    const { screen, settings, liveness, hasPointer, steering } = this.patient.picture();
    const { profile } = this.control;
    const controls = controlsOf(screen, settings, { profile, liveness, hasPointer }, steering);
    const shape = `${screen}: ${controls.map(({ id, place }) => `${id}@${place}`).join()}`;
    if (shape === this.shape) return this.layout;
    this.shape = shape;
    const targets: readonly GazeTarget[] = [
      ...STOPS,
      ...controls.map(
        ({ id, place, dwellMs, isRemembered }): GazeTarget => ({
          kind: 'dwell',
          id,
          rect: this.rectOf(place),
          dwellMs,
          isRemembered,
        }),
      ),
    ];
    this.layout = { version: this.layout.version + 1, targets };
    return this.layout;
  }
}

/** A page whose control is the scripted one, in `ready`, with nothing against steering. */
export class SteeringPage extends PageBefore<ScriptedControl> {
  constructor(preferences: Partial<Preferences> = {}, profile: Partial<Profile> = {}) {
    const control = new ScriptedControl();
    control.profile = { ...DEFAULT_PROFILE, ...profile };
    control.steering.switchOn();
    control.enter('ready', 'armed');
    super(control, preferences);
  }
}
