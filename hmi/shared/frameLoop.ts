/** Calls back once per frame of the display, with the page's monotonic clock. A hidden page has no frames. */
export function runFrames(onFrame: (nowMs: number) => void): () => void {
  let handle = 0;
  const frame = (): void => {
    handle = requestAnimationFrame(frame);
    onFrame(performance.now());
  };
  handle = requestAnimationFrame(frame);
  return () => cancelAnimationFrame(handle);
}

/** Drawings that change with every frame and therefore live outside React. */
export interface Painters<Drawing> {
  add(paint: (drawing: Drawing) => void): () => void;
  paint(drawing: Drawing): void;
}

export function createPainters<Drawing>(): Painters<Drawing> {
  const painters = new Set<(drawing: Drawing) => void>();
  return {
    add(paint) {
      painters.add(paint);
      return () => painters.delete(paint);
    },
    paint(drawing) {
      for (const paint of painters) paint(drawing);
    },
  };
}
