import type { GazeCondition } from '../../protocol/clientMessages.ts';

/** What is known of the gaze at one moment: where the pointer is, and whether anybody can be looking at the page. */
export type GazeSight =
  | { readonly kind: 'onPage'; readonly xPx: number; readonly yPx: number }
  | { readonly kind: 'away'; readonly why: 'neverSeen' | 'left' | 'blurred' | 'hidden' };

export interface GazePointerEvents {
  /** The pointer left the page. */
  onLeft(): void;
  /** The page is no longer what the person sees or works with. */
  onInterrupted(cause: 'blurred' | 'hidden'): void;
}

export interface GazePointer {
  sight(): GazeSight;
  stop(): void;
}

/**
 * The pointer as gaze: eye trackers that drive the mouse are its first source (reference/gaze.md D1). A pointer cannot tell a
 * steady eye from a lost one, so it counts for as long as it is inside a visible, focused page, still or not. A finger is not a
 * gaze: touching is choosing, and is handled as a click.
 */
export function watchGazePointer(events: GazePointerEvents): GazePointer {
  let position: { readonly xPx: number; readonly yPx: number } | undefined;
  let hasBeenSeen = false;
  let isFocused = document.hasFocus();
  const ended = new AbortController();
  const options = { signal: ended.signal, passive: true, capture: true };

  const look = ({ pointerType, clientX, clientY }: PointerEvent): void => {
    if (pointerType === 'touch') return;
    position = { xPx: clientX, yPx: clientY };
    hasBeenSeen = true;
  };
  const leave = ({ pointerType }: PointerEvent): void => {
    if (pointerType === 'touch' || !position) return;
    position = undefined;
    events.onLeft();
  };

  window.addEventListener('pointermove', look, options);
  window.addEventListener('pointerdown', look, options);
  document.documentElement.addEventListener('pointerenter', look, { signal: ended.signal });
  document.documentElement.addEventListener('pointerleave', leave, { signal: ended.signal });
  window.addEventListener('pointercancel', leave, options);
  window.addEventListener(
    'focus',
    () => {
      isFocused = true;
    },
    { signal: ended.signal },
  );
  window.addEventListener(
    'blur',
    () => {
      isFocused = false;
      events.onInterrupted('blurred');
    },
    { signal: ended.signal },
  );
  document.addEventListener(
    'visibilitychange',
    () => {
      if (document.visibilityState === 'visible') return;
      // Where the pointer went meanwhile is not known.
      position = undefined;
      events.onInterrupted('hidden');
    },
    { signal: ended.signal },
  );

  return {
    sight() {
      if (document.visibilityState !== 'visible') return { kind: 'away', why: 'hidden' };
      if (!isFocused) return { kind: 'away', why: 'blurred' };
      if (!position) return { kind: 'away', why: hasBeenSeen ? 'left' : 'neverSeen' };
      return { kind: 'onPage', ...position };
    },
    stop: () => ended.abort(),
  };
}

/** What the page may say of the gaze: a pointer is never known to be a living eye, only to have left the page. */
export function validityOf(sight: GazeSight): GazeCondition {
  return sight.kind === 'onPage' || sight.why === 'neverSeen' ? 'unknown' : 'offScreen';
}
