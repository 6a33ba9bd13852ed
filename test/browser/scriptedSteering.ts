import type { ClientMessage } from '../../protocol/clientMessages.ts';
import type { ParameterValues } from '../../protocol/parameters.ts';
import type { RefusalId } from '../../protocol/refusals.ts';
import type { ScreenGeometry } from '../../protocol/screenGeometry.ts';
import type { SteeringView } from '../../protocol/steering.ts';

/** A 24" screen on a desk, at arm's length. */
export const DESK_SCREEN: ScreenGeometry = {
  mount: 'chair',
  widthMm: 531,
  heightMm: 299,
  distanceMm: 650,
  centre: { yawDeg: 0, pitchDeg: 0 },
};

type Of<Type extends ClientMessage['type']> = Extract<ClientMessage, { type: Type }>;
export type SteeringMessage = Of<'lookAhead'> | Of<'lookToSide'> | Of<'askToSteer'> | Of<'confirmSteer'>;

/** What comes of a request: `engage` asks for a lease. */
export type SteeringOutcome = 'accepted' | 'engage' | RefusalId;

/** As much of steering by gaze as the pages can see. It stands in for the real one where the page alone is tested. */
export class ScriptedSteering {
  /** False: the profile has no strategy. */
  isOn = false;
  /** What stands in the way besides the check of the eyes. */
  hindrance: RefusalId | null = null;
  isAheadKnown = true;
  areSidesKnown = true;
  /** The next looks at a mark are answered with these. */
  readonly refusals: RefusalId[] = [];
  strategy: SteeringView['strategy'] = 'vectorLinear';
  source: SteeringView['source'] = 'simulated';
  reason = 'The eyes look straight ahead.';
  clutch: SteeringView['clutch'] = 'out';
  released: SteeringView['released'] = null;
  /** For looking at the page for longer than a person could: so much is left, and nothing ends by itself. */
  heldLeftMs: number | undefined;
  private askedAtMs = Number.NEGATIVE_INFINITY;
  private lastIntentMs = 0;

  /** A profile whose person was checked: nothing speaks against steering. */
  switchOn(): void {
    this.isOn = true;
  }

  get obstacle(): RefusalId | null {
    if (this.hindrance) return this.hindrance;
    if (!this.isAheadKnown) return 'straightAheadUnchecked';
    return this.areSidesKnown ? null : 'sidesUnchecked';
  }

  view(nowMs: number, { clutchReleaseMs }: ParameterValues): SteeringView | null {
    if (!this.isOn) return null;
    const { clutch } = this;
    return {
      strategy: this.strategy,
      source: this.source,
      health: null,
      clutch,
      released: clutch === 'out' ? this.released : null,
      obstacle: this.obstacle,
      intentLeftMs:
        clutch === 'in' ? Math.max(0, this.heldLeftMs ?? this.leftMs(nowMs, clutchReleaseMs)) : null,
      reason: clutch === 'in' ? this.reason : '',
      loopDelayMs: null,
    };
  }

  release(why: NonNullable<SteeringView['released']>): void {
    if (this.clutch === 'in') this.released = why;
    this.clutch = 'out';
  }

  /** Whether nobody has acted for too long. */
  isIdle(nowMs: number, { clutchReleaseMs, clutchConfirmMs }: ParameterValues): boolean {
    if (this.clutch === 'asked' && nowMs - this.askedAtMs > clutchConfirmMs) this.clutch = 'out';
    const isOver = this.leftMs(nowMs, clutchReleaseMs) <= 0;
    return this.clutch === 'in' && isOver && this.heldLeftMs === undefined;
  }

  private leftMs(nowMs: number, releaseMs: number): number {
    return releaseMs - (nowMs - this.lastIntentMs);
  }

  answer(message: SteeringMessage, nowMs: number, { clutchConfirmMs }: ParameterValues): SteeringOutcome {
    if (!this.isOn) return 'steeringOff';
    switch (message.type) {
      case 'lookAhead':
      case 'lookToSide': {
        const refusal = this.refusals.shift();
        if (refusal) return refusal;
        if (message.type === 'lookAhead') this.isAheadKnown = true;
        else if (message.side === 'up') this.areSidesKnown = true;
        return 'accepted';
      }
      case 'askToSteer':
        if (this.obstacle) return this.obstacle;
        this.askedAtMs = nowMs;
        if (this.clutch === 'out') this.clutch = 'asked';
        return 'accepted';
      case 'confirmSteer': {
        if (this.obstacle) return this.obstacle;
        const waitedMs = nowMs - this.askedAtMs;
        if (message.engagedBy === 'gaze' && waitedMs < 500) return 'confirmTooSoon';
        if (message.engagedBy === 'gaze' && waitedMs > clutchConfirmMs) return 'confirmTooLate';
        this.askedAtMs = Number.NEGATIVE_INFINITY;
        this.lastIntentMs = nowMs;
        if (this.clutch === 'in') return 'accepted';
        this.clutch = 'in';
        return 'engage';
      }
    }
  }
}
