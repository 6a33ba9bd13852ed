import type { Display } from '../../controller/gaze/dwell/checkMarks.ts';

/** The screen that this page is on, in CSS pixels, and whether the page fills it. */
export function readDisplay(): Display {
  const { innerWidth, innerHeight, screen } = window;
  const isFilled =
    document.fullscreenElement !== null || (innerWidth === screen.width && innerHeight === screen.height);
  return { widthPx: innerWidth, heightPx: innerHeight, isFilled };
}
