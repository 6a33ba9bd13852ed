import { DEFAULT_DWELL_SETTINGS } from '../../controller/gaze/dwell/dwellState.ts';
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
  /** The dwell targets near a point that something else lies over there: a dialog is never looked through. */
  coveredAt(xPx: number, yPx: number): readonly string[];
}

/** Round corners do not belong to an element: this far from the edges is inside of any. */
const INSET_PX = 8;

/**
 * Whether something lies over `element` where the gaze is. Beside it, within the hysteresis, the nearest place on it decides; in a
 * round corner what lies behind it shows, and so does the place next to the corner.
 */
function isCovered(element: HTMLElement, rect: Rect, xPx: number, yPx: number): boolean {
  const { leftPx, topPx, widthPx, heightPx } = rect;
  const isInside = xPx >= leftPx && xPx <= leftPx + widthPx && yPx >= topPx && yPx <= topPx + heightPx;
  const topmost = isInside ? document.elementFromPoint(xPx, yPx) : null;
  if (topmost && element.contains(topmost)) return false;
  if (topmost && !topmost.contains(element)) return true;
  const nearestX = within(xPx, leftPx, widthPx);
  const nearestY = within(yPx, topPx, heightPx);
  return !element.contains(document.elementFromPoint(nearestX, nearestY));
}

function within(px: number, startPx: number, lengthPx: number): number {
  const insetPx = Math.min(INSET_PX, lengthPx / 2);
  return Math.min(startPx + lengthPx - insetPx, Math.max(startPx + insetPx, px));
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

/** Whether the dwell engine could take a gaze there for a look at the element. */
function isNear({ leftPx, topPx, widthPx, heightPx }: Rect, xPx: number, yPx: number): boolean {
  const { hysteresisPx } = DEFAULT_DWELL_SETTINGS;
  return (
    xPx >= leftPx - hysteresisPx &&
    xPx <= leftPx + widthPx + hysteresisPx &&
    yPx >= topPx - hysteresisPx &&
    yPx <= topPx + heightPx + hysteresisPx
  );
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
    coveredAt(xPx, yPx) {
      const covered: string[] = [];
      for (const [element, meaning] of elements) {
        if (meaning.kind !== 'dwell') continue;
        const rect = rectOf(element);
        if (isNear(rect, xPx, yPx) && isCovered(element, rect, xPx, yPx)) covered.push(meaning.id);
      }
      return covered;
    },
  };
}

function rank(target: GazeTarget): number {
  if (target.kind === 'dwell') return 2;
  return target.side === 'inside' ? 0 : 1;
}
