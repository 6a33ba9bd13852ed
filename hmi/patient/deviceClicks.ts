import { mayBeDevice } from '../../controller/gaze/dwell/deviceClick.ts';

/** What only a hand presses: no look pauses the sound or answers for an alarm in the list (S85, S93). */
const BY_HAND_ONLY = '.sound, .looked-button';

/**
 * The kind of pointer that made a click; empty for a key and a screen reader. Of a browser that does not say, a mouse: in doubt it is the
 * device, which takes more steps than a hand.
 */
export function madeWith(event: MouseEvent): string {
  if (event.detail === 0) return '';
  const told = event instanceof PointerEvent ? event.pointerType : '';
  return told === '' ? 'mouse' : told;
}

export interface DeviceClickTarget {
  /** Whether the software of the tracker clicks. */
  deviceClicks(): boolean;
  /** It clicked what only a hand presses. */
  refused(): void;
}

/** Keeps the clicks of a tracker's software off what only a hand presses; keys, touch and switches reach it. */
export function watchDeviceClicks(target: DeviceClickTarget): void {
  const onClick = (event: MouseEvent): void => {
    const { target: at } = event;
    if (!target.deviceClicks() || !mayBeDevice(madeWith(event)) || !(at instanceof Element)) return;
    if (!at.closest(BY_HAND_ONLY)) return;
    event.preventDefault();
    event.stopPropagation();
    target.refused();
  };
  window.addEventListener('click', onClick, { capture: true });
}
