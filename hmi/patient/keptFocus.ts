import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';

/**
 * Keeps the place of who chooses with the keyboard or a screen reader: when the control that has their focus goes, as its question is
 * answered, `nextId` of those that come has it. What a mouse or a look has chosen moves no focus.
 * @param shape changes with what can be chosen
 * @param nextId a control whose choice by mistake does no harm, for the next press may come of itself; null: nothing has the focus
 */
export function useKeptFocus(
  stage: RefObject<HTMLElement | null>,
  shape: string,
  nextId: string | null,
): void {
  const kept = useRef<Element | null>(null);

  useEffect(() => {
    const element = stage.current;
    if (!element) return undefined;
    const ended = new AbortController();
    const options = { signal: ended.signal };
    element.addEventListener(
      'focusin',
      ({ target }) => {
        kept.current = target instanceof Element && target.matches(':focus-visible') ? target : null;
      },
      options,
    );
    element.addEventListener(
      'focusout',
      ({ target }) =>
        // What is about to go from the page loses the focus first, and some browsers tell that.
        queueMicrotask(() => {
          if (target === kept.current && kept.current?.isConnected) kept.current = null;
        }),
      options,
    );
    return () => ended.abort();
  }, [stage]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever what can be chosen changes, and only then.
  useLayoutEffect(() => {
    if (!kept.current || kept.current.isConnected || document.activeElement !== document.body) return;
    if (nextId !== null) stage.current?.querySelector<HTMLElement>(`[data-control="${nextId}"]`)?.focus();
  }, [shape]);
}
