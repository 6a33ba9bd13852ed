import type { Display } from '../../controller/gaze/dwell/checkMarks.ts';

/** The screen that this page is on, in CSS pixels, and whether the page fills it. */
export function readDisplay(): Display {
  const { innerWidth, innerHeight, screen } = window;
  // A page that is zoomed counts in other pixels than its screen, and fills it all the same.
  const isFilled =
    document.fullscreenElement !== null ||
    matchMedia('(display-mode: fullscreen)').matches ||
    (innerWidth === screen.width && innerHeight === screen.height);
  return { widthPx: innerWidth, heightPx: innerHeight, isFilled };
}
