import { eyeInHead } from '../../../controller/gaze/frames.ts';
import { pointOnScreen } from '../../../controller/gaze/screen.ts';
import type { ToControl } from '../../../protocol/channel.ts';
import type { Direction, GazeReading, TrackerHealth } from '../../../protocol/gazeSample.ts';
import type { Pose } from '../../../protocol/pose.ts';
import { DEFAULT_PROFILE, type Profile } from '../../../protocol/profile.ts';
import type { ScreenGeometry } from '../../../protocol/screenGeometry.ts';
import { createRandom } from '../../../sim/random.ts';
import { assumedVerdict } from '../../../sim/steer/assumedVerdict.ts';

export const SCREEN: ScreenGeometry = {
  mount: 'chair',
  widthMm: 520,
  heightMm: 290,
  distanceMm: 650,
  centre: { yawDeg: 0, pitchDeg: 0 },
};

/** Somebody who has chosen to steer by looking, with a screen on the chair. */
export const STEERING_PROFILE: Profile = { ...DEFAULT_PROFILE, gazeStrategy: 'vectorLinear', screen: SCREEN };

export const PASSED = assumedVerdict(STEERING_PROFILE);

export const STREAMING: TrackerHealth = {
  source: 'gazepoint',
  state: 'streaming',
  advice: '',
  rateHz: 100,
  latencyMs: 0,
  leastLatencyMs: 0,
  validShare: 1,
  calibrationErrorDeg: 0.5,
  calibrations: 0,
  canCalibrate: true,
};

/** Eyes before a tracker of 100 Hz on the chair: they hold a place in the room, whichever way the head turns. */
export class Eyes {
  /** Against the trunk. */
  lookAt: Direction = { yawDeg: 0, pitchDeg: 0 };
  /** What the tracker is off by. */
  offset: Direction = { yawDeg: 0, pitchDeg: 0 };
  /** What the tracker says instead, while it is set. */
  instead: 'nothing' | GazeReading | undefined;
  /** Undefined: the gateway says nothing of it. */
  health: Partial<TrackerHealth> | undefined = {};
  /** What the tracker tells of: a place on the screen, or each eye in the head. */
  tells: 'screen' | 'eyes' = 'screen';
  readonly #random = createRandom(5);

  /** What the gateway sends after this tick. */
  say(tick: number, head: Pose, nowMs: number): readonly ToControl[] {
    const health = { ...STREAMING, ...this.health };
    const isTold = this.health !== undefined && tick % 25 === 0;
    const about: readonly ToControl[] = isTold
      ? [{ type: 'trackers', trackers: [{ health, eyes: null }] }]
      : [];
    if (this.instead === 'nothing') return about;
    const reading = this.instead ?? this.#reading(head);
    const sample = { source: health.source, receivedAtMs: nowMs, deviceMs: null, reading, confidence: null };
    return [...about, { type: 'gazeSamples', samples: [sample] }];
  }

  /** Live eyes never keep quite still. */
  #reading(head: Pose): GazeReading {
    const noise = (): number => (this.#random() - 0.5) * 0.2;
    const { lookAt, offset } = this;
    const seen = {
      yawDeg: lookAt.yawDeg + offset.yawDeg + noise(),
      pitchDeg: lookAt.pitchDeg + offset.pitchDeg + noise(),
    };
    if (this.tells === 'eyes') {
      const eye = eyeInHead(seen, head);
      return { kind: 'eyes', left: eye, right: eye };
    }
    const point = pointOnScreen(seen, SCREEN, head);
    return point ? { kind: 'screen', point, eyesSeen: 'both' } : { kind: 'none', why: 'unknown' };
  }
}
