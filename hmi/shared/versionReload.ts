import type { ClientView } from './clientView.ts';
import type { PageClient } from './pageClient.ts';
import { POISE_VERSION } from './version.ts';

/** Where the page notes for which version it has loaded itself again: one load must suffice, two would be a loop. */
const RELOADED_FOR = 'poise.reloadedFor';
/** What a page of another version does not understand never comes; by then it would have come. */
const WAIT_FOR_TELEMETRY_MS = 2000;

/** Whether the gateway that the page talks to is of another version than the page. */
export function isOtherVersion({ version }: Pick<ClientView, 'version'>, own = POISE_VERSION): boolean {
  return version !== null && version !== own;
}

/**
 * Whether the page, of another version for `otherForMs` now, may be loaded again at this moment: not while anybody is known to
 * hold a lease, nor while this page asks for a movement or waits for one to end.
 */
export function mayReload(view: ClientView, isBusy: boolean, otherForMs: number): boolean {
  if (view.link !== 'open' || isBusy) return false;
  if (view.telemetry) return view.telemetry.lease === null;
  // Without telemetry this page has painted no tick, and so can have no lease.
  return otherForMs >= WAIT_FOR_TELEMETRY_MS;
}

export interface VersionReload {
  /** Once per frame, on the clock of the frames. */
  frame(nowMs: number): void;
}

/** Loads a page of another version again: once for each version that it meets. */
export function createVersionReload(
  client: Pick<PageClient, 'newest'>,
  {
    isBusy = () => false,
    own = POISE_VERSION,
    storage,
    reload,
  }: {
    readonly isBusy?: () => boolean;
    readonly own?: string;
    /** Of the tab (`sessionStorage`); throws where the browser keeps nothing, and then nothing is loaded again. */
    readonly storage: () => Pick<Storage, 'getItem' | 'setItem'>;
    readonly reload: () => void;
  },
): VersionReload {
  let otherSinceMs: number | null = null;
  let isDecided = false;

  const isFirstFor = (version: string): boolean => {
    try {
      const kept = storage();
      if (kept.getItem(RELOADED_FOR) === version) return false;
      kept.setItem(RELOADED_FOR, version);
      return kept.getItem(RELOADED_FOR) === version;
    } catch {
      return false;
    }
  };

  return {
    frame(nowMs) {
      const view = client.newest();
      if (view.version === null || !isOtherVersion(view, own)) {
        otherSinceMs = null;
        isDecided = false;
        return;
      }
      otherSinceMs ??= nowMs;
      if (isDecided || !mayReload(view, isBusy(), nowMs - otherSinceMs)) return;
      isDecided = true;
      if (isFirstFor(view.version)) reload();
    },
  };
}
