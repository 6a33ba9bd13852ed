import type { Switch } from '../../controller/gaze/dwell/scan.ts';

/** What the switches of a person do to the page. */
export interface SwitchTarget {
  /** How keys and presses are understood now: `none` where no switch is used; `second` where there are two. */
  switches(): 'none' | 'one' | 'two';
  /** Whether a press of the pointer, by mouse or finger, is a switch too. */
  isPressSwitch(): boolean;
  /** Whether somebody is choosing a way just now: a press on a control is then a choice. */
  isTrying(): boolean;
  press(which: Switch): void;
  release(which: Switch): void;
  stop(): void;
}

/** What a hand reaches whatever the pointer means: STOP, and what answers an alarm. */
const ALWAYS_PRESSED = '.stop, .sound, .looked-button';

type SwitchKey = 'escape' | 'space' | 'enter';

/** By what a key is or by what it says: keyboards on a screen, Android and some switch boxes leave `code` empty. */
function keyOf({ code, key }: KeyboardEvent): SwitchKey | undefined {
  if (code === 'Escape' || key === 'Escape') return 'escape';
  if (code === 'Space' || key === ' ') return 'space';
  return code.endsWith('Enter') || key === 'Enter' ? 'enter' : undefined;
}

/**
 * Switch boxes arrive as keys (Space, Enter) or as presses of a pointer. Escape is STOP always, and Space where it is no switch,
 * wherever the focus is and whatever is held down with them.
 */
export function watchSwitchInputs(target: SwitchTarget): void {
  const switchOf = (key: SwitchKey | undefined): Switch | undefined => {
    const switches = target.switches();
    if (switches === 'none') return undefined;
    if (key === 'space') return 'first';
    if (key === 'enter') return switches === 'two' ? 'second' : 'first';
    return undefined;
  };
  /** By the key that is down: what it means may change before it is let go. */
  const down = new Map<string, Switch>();
  const nameOf = ({ code, key }: KeyboardEvent): string => code || key;

  const onKeyDown = (event: KeyboardEvent): void => {
    const key = keyOf(event);
    const which = switchOf(key);
    if (key === 'escape' || (key === 'space' && !which)) {
      event.preventDefault();
      target.stop();
    } else if (which) {
      event.preventDefault();
      if (event.repeat || down.has(nameOf(event))) return;
      // What a mouse had clicked before would be framed beside what is lit.
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
      down.set(nameOf(event), which);
      target.press(which);
    } else if (event.repeat && key === 'enter') {
      // One press is one choice.
      event.preventDefault();
    }
  };
  const onKeyUp = (event: KeyboardEvent): void => {
    if (keyOf(event) === 'space') event.preventDefault();
    const which = down.get(nameOf(event));
    down.delete(nameOf(event));
    if (which) target.release(which);
  };

  const isSwitch = ({ target: at }: Event): boolean => {
    if (target.switches() === 'none' || !target.isPressSwitch() || !(at instanceof Element)) return false;
    return !at.closest(target.isTrying() ? `${ALWAYS_PRESSED}, .control` : ALWAYS_PRESSED);
  };
  const pressed = new Map<number, Switch>();
  const onPointerDown = (event: PointerEvent): void => {
    if (!isSwitch(event)) return;
    event.preventDefault();
    const which = target.switches() === 'two' && event.button === 2 ? 'second' : 'first';
    pressed.set(event.pointerId, which);
    target.press(which);
  };
  const onPointerUp = ({ pointerId }: PointerEvent): void => {
    const which = pressed.get(pointerId);
    pressed.delete(pointerId);
    if (which) target.release(which);
  };
  /** A click without a pointer is a key's or a screen reader's, which is no switch. */
  const onClick = (event: MouseEvent): void => {
    if (event.detail === 0 || !isSwitch(event)) return;
    event.preventDefault();
    event.stopPropagation();
  };

  const capture = { capture: true } as const;
  window.addEventListener('keydown', onKeyDown, capture);
  window.addEventListener('keyup', onKeyUp, capture);
  window.addEventListener('pointerdown', onPointerDown, capture);
  window.addEventListener('pointerup', onPointerUp, capture);
  window.addEventListener('pointercancel', onPointerUp, capture);
  window.addEventListener('click', onClick, capture);
  window.addEventListener(
    'contextmenu',
    (event) => {
      if (isSwitch(event)) event.preventDefault();
    },
    capture,
  );
  // A key that is let go elsewhere is never heard of again.
  window.addEventListener('blur', () => {
    down.clear();
    pressed.clear();
  });
}
