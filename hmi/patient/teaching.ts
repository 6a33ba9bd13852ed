import type { Display } from '../../controller/gaze/dwell/checkMarks.ts';
import type { DwellLayout } from '../../controller/gaze/dwell/layout.ts';
import type { Act } from '../../controller/gaze/dwell/screens.ts';
import { type After, type Chosen, takesBack } from '../../controller/gaze/dwell/takesBack.ts';
import type { PageClient } from '../shared/pageClient.ts';

/** Tells control where looks that chose something were meant to be, from which it learns how far the tracker is off. */
export interface Teaching {
  /** A look has chosen a control of the layout. */
  chose(id: string, act: Act | undefined, layout: DwellLayout, nowMs: number): void;
  after(what: After, nowMs: number): void;
}

export function createTeaching(client: PageClient, display: () => Display): Teaching {
  let last: Chosen | undefined;
  const isWanted = (): boolean => client.newest().telemetry?.steering != null;

  function after(what: After, nowMs: number): void {
    if (!takesBack(last, what, nowMs)) return;
    last = undefined;
    if (isWanted()) client.send({ type: 'undid' });
  }

  return {
    after,
    chose(id, act, layout, nowMs) {
      after({ kind: 'chose', id }, nowMs);
      last = { id, act, atMs: nowMs };
      const { widthPx, heightPx, isFilled } = display();
      const rect = layout.targets.find((target) => target.id === id)?.rect;
      // Elsewhere a place on the page is no place on the screen that anybody knows.
      if (!isFilled || !rect || !isWanted()) return;
      const at = {
        x: (rect.leftPx + rect.widthPx / 2) / widthPx,
        y: (rect.topPx + rect.heightPx / 2) / heightPx,
      };
      client.send({ type: 'chose', at });
    },
  };
}
