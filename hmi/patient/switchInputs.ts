import type { Switch } from '../../controller/gaze/dwell/scan.ts';

/** What the switches of a person do to the page. */
export interface SwitchTarget {
  /** How keys and presses are understood now: `none` where no switch is used; `second` where there are two. */
  switches(): 'none' | 'one' | 'two';
  /** Whether a press of the pointer, by mouse or finger, is a switch too. */
  isPressSwitch(): boolean;
  /** Whether somebody is choosing a way just now: a press on a control is then a choice. */
  isTrying(): boolean;
  /** Whether the head moves, or nobody knows: every press is STOP then. */
  isMoving(): boolean;
  press(which: Switch): void;
  release(which: Switch): void;
  stop(): void;
}

/** What answers an alarm: a hand does that with the keyboard too, whatever its keys mean on the page (S93). */
const ANSWERS_ALARM = '.sound, .looked-button';
/** What a hand reaches whatever the pointer means. */
const ALWAYS_PRESSED = `.stop, ${ANSWERS_ALARM}`;
/** A focus that a hand has left there would take the next press of the person for an answer. Long enough to press (WCAG 2.2.1). */
const FOCUS_LASTS_MS = 20_000;

type SwitchKey = 'escape' | 'space' | 'enter';

/** By what a key is or by what it says: keyboards on a screen, Android and some switch boxes leave `code` empty. */
function keyOf({ code, key }: KeyboardEvent): SwitchKey | undefined {
  if (code === 'Escape' || key === 'Escape') return 'escape';
  if (code === 'Space' || key === ' ') return 'space';
  return code.endsWith('Enter') || key === 'Enter' ? 'enter' : undefined;
}

/** The bit of `buttons` of each `button`. */
const BUTTON_BITS = [1, 4, 2, 8, 16, 32];

const nameOfKey = ({ code, key }: KeyboardEvent): string => code || key;
const nameOfButton = ({ pointerId, button }: PointerEvent, of: number = button): string =>
  `button ${of} of ${pointerId}`;

/**
 * Switch boxes arrive as keys (Space, Enter) or as presses of a pointer. Escape is STOP always, and Space where it is no switch,
 * wherever the focus is and whatever is held down with them. Enter on what answers an alarm presses that.
 */
export function watchSwitchInputs(target: SwitchTarget): void {
  const switchOf = (key: SwitchKey | undefined): Switch | undefined => {
    const switches = target.switches();
    if (switches === 'none') return undefined;
    if (key === 'space') return 'first';
    if (key === 'enter') return switches === 'two' ? 'second' : 'first';
    return undefined;
  };
  /** By the key or button that is down: what it means may change before it is let go. */
  const down = new Map<string, Switch>();
  const press = (source: string, which: Switch): void => {
    down.set(source, which);
    target.press(which);
  };
  /** A switch is let go with the last key or button that stands for it. */
  const release = (source: string): void => {
    const which = down.get(source);
    down.delete(source);
    if (which && ![...down.values()].includes(which)) target.release(which);
  };

  const focused = (): HTMLElement | undefined =>
    document.activeElement instanceof HTMLElement ? document.activeElement : undefined;
  /** What answers an alarm and has a focus that is seen. A mouse leaves one there that is not, until the next key. */
  let framed: Element | undefined;
  const isAnswer = (key: SwitchKey | undefined): boolean =>
    key === 'enter' && !target.isMoving() && framed !== undefined && focused() === framed;
  const leaveAlarm = (): void => {
    if (target.switches() !== 'none' && focused()?.matches(ANSWERS_ALARM)) focused()?.blur();
  };
  let focusEnds: ReturnType<typeof setTimeout> | undefined;

  const onKeyDown = (event: KeyboardEvent): void => {
    const key = keyOf(event);
    const which = isAnswer(key) ? undefined : switchOf(key);
    if (key === 'escape' || (key === 'space' && !which)) {
      event.preventDefault();
      target.stop();
    } else if (which) {
      event.preventDefault();
      if (event.repeat) return;
      // What a mouse had clicked before would be framed beside what is lit.
      focused()?.blur();
      press(nameOfKey(event), which);
    } else if (event.repeat && key === 'enter') {
      // One press is one choice.
      event.preventDefault();
    }
  };
  const onKeyUp = (event: KeyboardEvent): void => {
    if (keyOf(event) === 'space') event.preventDefault();
    // The next press is the switch again.
    if (keyOf(event) === 'enter') leaveAlarm();
    release(nameOfKey(event));
  };

  const isSwitch = ({ target: at }: Event): boolean => {
    if (target.switches() === 'none' || !target.isPressSwitch() || !(at instanceof Element)) return false;
    return !at.closest(target.isTrying() ? `${ALWAYS_PRESSED}, .control` : ALWAYS_PRESSED);
  };
  const onButtons = (event: PointerEvent): void => {
    const { type, button, buttons, target: at } = event;
    for (const [other, bit] of BUTTON_BITS.entries())
      if (!(buttons & bit)) release(nameOfButton(event, other));
    // The first button comes as pointerdown, and those that join it as moves that name them (Pointer Events, 'chorded buttons').
    const joins = type === 'pointermove' && (buttons & (BUTTON_BITS[button] ?? 0)) !== 0;
    if (joins && at instanceof Element && at.closest('.stop')) target.stop();
    const source = nameOfButton(event);
    if (!(joins || type === 'pointerdown') || down.has(source) || !isSwitch(event)) return;
    event.preventDefault();
    press(source, target.switches() === 'two' && button === 2 ? 'second' : 'first');
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
  for (const type of ['pointerdown', 'pointermove', 'pointerup', 'pointercancel'] as const)
    window.addEventListener(type, onButtons, capture);
  window.addEventListener('click', onClick, capture);
  window.addEventListener(
    'contextmenu',
    (event) => {
      if (isSwitch(event)) event.preventDefault();
    },
    capture,
  );
  window.addEventListener('focusin', ({ target: at }) => {
    const isFramed = at instanceof Element && at.matches(`:is(${ANSWERS_ALARM}):focus-visible`);
    framed = isFramed ? at : undefined;
    clearTimeout(focusEnds);
    focusEnds = setTimeout(leaveAlarm, FOCUS_LASTS_MS);
  });
  // A key that is let go elsewhere is never heard of again.
  window.addEventListener('blur', () => down.clear());
}
