import type { Picture } from './picture.ts';

/** What React draws, and since when what can be chosen is what it is. */
export interface PictureKeeper {
  now(): Picture;
  subscribe(listener: () => void): () => void;
  /** Draws what has changed; a screen that changes is another layout from `nowMs` on. */
  draw(next: Picture, nowMs: number): void;
  /** The layout was measured, and it is another. */
  layoutChanged(nowMs: number): void;
  layoutChangedAtMs(): number;
}

export function keepPicture(first: Picture, nowMs: number): PictureKeeper {
  let picture = first;
  let changedAtMs = nowMs;
  const listeners = new Set<() => void>();
  return {
    now: () => picture,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    draw(next, atMs) {
      const hasChanged = (Object.keys(next) as (keyof Picture)[]).some((key) => next[key] !== picture[key]);
      if (!hasChanged) return;
      // The layout is measured when it has been painted; a click can come before that.
      const isOtherView = next.settings.view !== picture.settings.view;
      if (next.screen !== picture.screen || isOtherView) changedAtMs = atMs;
      picture = next;
      for (const listener of listeners) listener();
    },
    layoutChanged(atMs) {
      changedAtMs = atMs;
    },
    layoutChangedAtMs: () => changedAtMs,
  };
}
