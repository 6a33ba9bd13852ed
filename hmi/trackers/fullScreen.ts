/** Fills the screen, or says that it does not: a kiosk fills it already, and some browsers refuse. */
export async function fillScreen(): Promise<boolean> {
  if (!document.fullscreenElement) {
    try {
      await document.documentElement.requestFullscreen();
    } catch {
      return window.innerWidth >= screen.width && window.innerHeight >= screen.height;
    }
  }
  return true;
}

export function leaveFullScreen(): void {
  // It may have been left by then: nothing is lost.
  if (document.fullscreenElement) void document.exitFullscreen().catch(() => undefined);
}
