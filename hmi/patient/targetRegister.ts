import type { DwellLayout, GazeTarget, Rect } from '../../controller/gaze/dwell/layout.ts';

/** What one element of the page means to the gaze. */
export type ElementMeaning =
  | { readonly kind: 'dwell'; readonly id: string; readonly dwellMs: number; readonly isRemembered: boolean }
  | { readonly kind: 'stop'; readonly id: string; readonly side: 'inside' | 'outside' };

/** Knows the elements that can be looked at and measures where they really are. */
export interface TargetRegister {
  add(element: HTMLElement, meaning: ElementMeaning): () => void;
  /** The layout as it is painted now. Its version changes when anything in it does. */
  read(): DwellLayout;
}

function rectOf(element: HTMLElement): Rect {
  const { left, top, width, height } = element.getBoundingClientRect();
  return { leftPx: left, topPx: top, widthPx: width, heightPx: height };
}

function signatureOf(targets: readonly GazeTarget[]): string {
  return targets
    .map((target) => {
      const { leftPx, topPx, widthPx, heightPx } = target.rect;
      const edges = [leftPx, topPx, leftPx + widthPx, topPx + heightPx].map(Math.round).join();
      return `${target.id}@${edges}${target.kind === 'dwell' ? `~${target.dwellMs}` : ''}`;
    })
    .join(' ');
}

export function createTargetRegister(): TargetRegister {
  const elements = new Map<HTMLElement, ElementMeaning>();
  let layout: DwellLayout = { version: 0, targets: [] };
  let signature = '';
  return {
    add(element, meaning) {
      elements.set(element, meaning);
      return () => elements.delete(element);
    },
    read() {
      const targets = [...elements].map(
        ([element, meaning]): GazeTarget => ({ ...meaning, rect: rectOf(element) }),
      );
      // STOP inside the page comes before the border, so that a look at both is a STOP.
      targets.sort((a, b) => rank(a) - rank(b) || a.id.localeCompare(b.id));
      const next = signatureOf(targets);
      if (next !== signature) {
        signature = next;
        layout = { version: layout.version + 1, targets };
      }
      return layout;
    },
  };
}

function rank(target: GazeTarget): number {
  if (target.kind === 'dwell') return 2;
  return target.side === 'inside' ? 0 : 1;
}
