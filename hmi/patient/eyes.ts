import { followStare, isFirstClick, NO_STARE, stareAt } from '../../controller/gaze/dwell/deviceClick.ts';
import { step } from '../../controller/gaze/dwell/dwell.ts';
import {
  type DwellEffect,
  type DwellInput,
  type DwellSettings,
  type DwellState,
  dwellProgress,
  heldTarget,
  INITIAL_DWELL_STATE,
} from '../../controller/gaze/dwell/dwellState.ts';
import { followKept, type Kept, keptAfter } from '../../controller/gaze/dwell/keepMoving.ts';
import { type DwellLayout, hitTest } from '../../controller/gaze/dwell/layout.ts';
import type { Liveness, PagePoint } from '../../controller/gaze/dwell/liveness.ts';
import type { MoveSession } from '../../controller/gaze/dwell/moveSession.ts';
import {
  beginCheck,
  conditionOf,
  endCheck,
  followPointer,
  lifeAt,
  UNKNOWN_LIFE,
} from '../../controller/gaze/dwell/pointerLife.ts';
import type { GazeCondition, Movement } from '../../protocol/clientMessages.ts';
import { type GazeSight, validityOf } from './gazePointer.ts';
import type { FrameDrawing } from './picture.ts';

/** What looks do to the page. */
export interface EyesTarget {
  dwellSettings(): DwellSettings;
  session(): MoveSession;
  stop(): void;
  endMove(): void;
  /** The gaze is at the border of the page, which is a look away. */
  lookedAway(nowMs: number): void;
  take(id: string, nowMs: number): void;
  /** A look that rests elsewhere has withdrawn the second step that is asked for. */
  withdraw(nowMs: number): void;
  /** Whether one look may make several steps, where that is safe. */
  keepsMoving(): boolean;
  /** The check of the pointer has taught what it can. */
  onChecked(): void;
}

/** One frame of the display, as the eyes meet it. */
export interface EyesFrame {
  readonly nowMs: number;
  readonly sight: GazeSight;
  readonly layout: DwellLayout;
  /** Dwell targets that something else on the page lies over where the gaze is. */
  readonly coveredIds: readonly string[];
}

/** A person's looks at the page: the dwell engine, and what is known of the pointer that stands for their gaze. */
export interface Eyes {
  dwell(): DwellState;
  liveness(): Liveness;
  hasPointer(): boolean;
  see(frame: EyesFrame): void;
  /** What the page says of the gaze. */
  condition(nowMs: number, sight: GazeSight): GazeCondition;
  drawing(): Pick<FrameDrawing, 'dwell' | 'held'>;
  /** Whether a click on a control is the first since the pointer came to it. */
  isFirstClick(targetId: string): boolean;
  /** A control was chosen by other means: looking on must not choose it again. `isLook`: by a click of the tracker's own software. */
  clicked(targetId: string, nowMs: number, isLook?: boolean): void;
  left(nowMs: number): void;
  interrupted(cause: 'hidden' | 'blurred' | 'disconnected' | 'connected', nowMs: number): void;
  /** A step by gaze has arrived. */
  arrived(movement: Movement, nowMs: number): void;
  /** No step follows any more. */
  stopped(): void;
  beginCheck(dot: PagePoint, radiusPx: number, nowMs: number): void;
  endCheck(): void;
}

export function createEyes(target: EyesTarget): Eyes {
  let dwell = INITIAL_DWELL_STATE;
  let life = UNKNOWN_LIFE;
  let kept: Kept | undefined;
  let stare = NO_STARE;
  let hasPointer = false;
  let layout: DwellLayout = { version: 0, targets: [] };

  function onEffect(effect: DwellEffect, nowMs: number): void {
    const { targetId } = effect;
    if (effect.type === 'withdrawn') {
      target.withdraw(nowMs);
      return;
    }
    if (effect.type === 'released') {
      // A blink is no look away: control is told, waits and decides (DESIGN 'Blink or betrayal').
      if (effect.cause === 'gazeLost' && lifeAt(life, nowMs) === 'frozen') return;
      const session = target.session();
      const isOfThis = session.phase !== 'idle' && session.movement === targetId;
      if (isOfThis && session.origin === 'gaze') target.endMove();
      return;
    }
    if (targetId === 'stop') target.stop();
    else if (targetId === 'border') target.lookedAway(nowMs);
    else {
      stare = stareAt(stare, targetId);
      target.take(targetId, nowMs);
    }
  }

  function give(input: DwellInput): void {
    const next = step(dwell, input, layout, target.dwellSettings());
    dwell = next.state;
    for (const effect of next.effects) onEffect(effect, input.tMs);
  }

  /** What the pointer rests on, whether or not anything counts as a look at it. */
  function followPlace({ nowMs, sight, layout: painted, coveredIds }: EyesFrame): void {
    if (sight.kind === 'away' && (sight.why === 'blurred' || sight.why === 'hidden')) return;
    const { hysteresisPx } = target.dwellSettings();
    const hit =
      sight.kind === 'onPage'
        ? hitTest(painted, sight.xPx, sight.yPx, stare.targetId, hysteresisPx, coveredIds)
        : undefined;
    stare = followStare(stare, { nowMs, layoutVersion: painted.version, targetId: hit?.id });
  }

  /** A movement by gaze goes on only while its control is the one that is looked at, or was when the eyes were last seen. */
  function letGo(): void {
    const session = target.session();
    // What gaze steers has no control that is looked at.
    if (session.phase === 'idle' || session.origin === 'hand' || session.movement === 'steer') return;
    if (dwell.focus?.targetId !== session.movement) target.endMove();
  }

  /** One more step of the same look, where the person chose that and their pointer is known to be a living gaze. */
  function keepMoving(nowMs: number): void {
    if (!kept) return;
    const { movement } = kept;
    const followed = followKept(kept, { nowMs, dwell, life: lifeAt(life, nowMs) });
    const isWanted = target.keepsMoving();
    kept = isWanted ? followed.kept : undefined;
    if (isWanted && followed.isDue) target.take(movement, nowMs);
  }

  return {
    dwell: () => dwell,
    liveness: () => life.liveness,
    hasPointer: () => hasPointer,
    see(frame) {
      const { nowMs, sight, coveredIds } = frame;
      layout = frame.layout;
      followPlace(frame);
      hasPointer ||= sight.kind === 'onPage';
      const wasChecking = life.check !== undefined;
      life = followPointer(life, sight.kind === 'onPage' ? sight : undefined, nowMs);
      if (wasChecking && !life.check) target.onChecked();
      if (sight.kind === 'onPage') {
        const { xPx, yPx } = sight;
        // A frozen cursor is not a stare.
        const isValid = lifeAt(life, nowMs) !== 'frozen';
        give({ type: 'sample', tMs: nowMs, xPx, yPx, isValid, coveredIds });
      } else give({ type: 'tick', tMs: nowMs });
      letGo();
      keepMoving(nowMs);
    },
    condition: (nowMs, sight) => (sight.kind === 'onPage' ? conditionOf(life, nowMs) : validityOf(sight)),
    drawing() {
      const targetId = heldTarget(dwell);
      const isMoving = target.session().phase !== 'idle';
      return {
        dwell: dwellProgress(dwell, layout, target.dwellSettings()),
        held: targetId === undefined ? undefined : { targetId, isMoving },
      };
    },
    isFirstClick: (targetId) => isFirstClick(stare, targetId),
    clicked(targetId, nowMs, isLook = false) {
      stare = stareAt(stare, targetId);
      give({ type: 'clicked', tMs: nowMs, targetId, isLook });
    },
    left: (nowMs) => give({ type: 'left', tMs: nowMs }),
    interrupted(cause, nowMs) {
      kept = undefined;
      stare = NO_STARE;
      if (life.check) target.onChecked();
      life = endCheck(life);
      give({ type: 'interrupted', tMs: nowMs, cause });
    },
    arrived(movement, nowMs) {
      kept = keptAfter(movement, nowMs);
    },
    stopped() {
      kept = undefined;
    },
    beginCheck(dot, radiusPx, nowMs) {
      life = beginCheck(life, dot, radiusPx, nowMs);
    },
    endCheck() {
      if (life.check) target.onChecked();
      life = endCheck(life);
    },
  };
}
