import { describe, expect, it } from 'vitest';
import { type ClientView, INITIAL_VIEW, know } from '../../hmi/shared/clientView.ts';
import type { Shown } from '../../hmi/shared/pageClient.ts';
import { otherVersionKey } from '../../hmi/shared/StateStrip.tsx';
import { createVersionReload, isOtherVersion, mayReload } from '../../hmi/shared/versionReload.ts';
import type { Telemetry } from '../../protocol/telemetry.ts';
import { telemetryWith } from '../telemetry.ts';

const LEASE: Telemetry['lease'] = { leaseId: 'l', holder: 'somebody', ageMs: 20 };

/** A page of version 1 that has been told these things, with the storage of its tab. */
class Tab {
  view: ClientView = INITIAL_VIEW;
  isBusy = false;
  reloads = 0;
  readonly kept = new Map<string, string>();
  storage = (): Pick<Storage, 'getItem' | 'setItem'> => ({
    getItem: (key) => this.kept.get(key) ?? null,
    setItem: (key, value) => void this.kept.set(key, value),
  });
  private page = this.load();
  private nowMs = 0;

  private load() {
    return createVersionReload(
      { newest: () => this.view },
      {
        isBusy: () => this.isBusy,
        own: '1',
        storage: () => this.storage(),
        reload: () => {
          this.reloads += 1;
        },
      },
    );
  }

  /** A freshly loaded page, of the same version: the server still serves the old one. */
  loadAgain(): void {
    this.view = INITIAL_VIEW;
    this.page = this.load();
  }

  isWelcomedBy(version: string): void {
    const welcome = { type: 'welcome', sessionId: 's', clientId: 'c', version, isSimulated: true } as const;
    this.view = know(this.view, { type: 'message', message: welcome, nowMs: this.nowMs });
  }

  isTold(telemetry: Partial<Telemetry>): void {
    this.view = know(this.view, {
      type: 'message',
      message: telemetryWith(telemetry),
      nowMs: this.nowMs,
    });
  }

  frames(forMs: number): void {
    for (const endMs = this.nowMs + forMs; this.nowMs < endMs; this.nowMs += 16) this.page.frame(this.nowMs);
  }
}

describe('a page that meets another version', () => {
  it('S139: is loaded again once, as soon as it knows that nobody moves the head', () => {
    const tab = new Tab();
    tab.isWelcomedBy('2');
    tab.frames(500);
    expect(tab.reloads).toBe(0);
    tab.isTold({ lease: null });
    tab.frames(500);
    expect(tab.reloads).toBe(1);
  });

  it('S139: is left alone while it is of the same version, or does not know', () => {
    const tab = new Tab();
    tab.frames(10_000);
    tab.isWelcomedBy('1');
    tab.isTold({ lease: null });
    tab.frames(10_000);
    expect(tab.reloads).toBe(0);
  });

  it('S139: is never loaded again while a lease is held, by whomever, and is when it has ended', () => {
    const tab = new Tab();
    tab.isWelcomedBy('2');
    tab.isTold({ lease: LEASE });
    tab.frames(60_000);
    expect(tab.reloads).toBe(0);
    tab.isTold({ lease: null });
    tab.isBusy = true;
    tab.frames(60_000);
    expect(tab.reloads).toBe(0);
    tab.isBusy = false;
    tab.frames(100);
    expect(tab.reloads).toBe(1);
  });

  it('S139: is loaded again after 2 s when it understands no telemetry', () => {
    const tab = new Tab();
    tab.isWelcomedBy('2');
    tab.frames(1990);
    expect(tab.reloads).toBe(0);
    tab.frames(100);
    expect(tab.reloads).toBe(1);
  });

  it('S139: never loops: a server that serves the old page again gets it loaded once for each of its versions', () => {
    const tab = new Tab();
    for (const version of ['2', '2', '2', '3', '3']) {
      tab.isWelcomedBy(version);
      tab.isTold({ lease: null });
      tab.frames(5000);
      tab.loadAgain();
    }
    expect(tab.reloads).toBe(2);
  });

  it('S139: is not loaded again where the tab keeps nothing, since that could be for ever', () => {
    const forgetful = new Tab();
    forgetful.storage = () => ({ getItem: () => null, setItem: () => undefined });
    const forbidden = new Tab();
    forbidden.storage = () => {
      throw new Error('SecurityError');
    };
    for (const tab of [forgetful, forbidden]) {
      tab.isWelcomedBy('2');
      tab.isTold({ lease: null });
      tab.frames(5000);
      expect(tab.reloads).toBe(0);
    }
  });

  it('S139: is not loaded again without a connection: what would be loaded?', () => {
    const tab = new Tab();
    tab.isWelcomedBy('2');
    tab.view = know(tab.view, { type: 'closed', code: 1006 });
    tab.frames(10_000);
    expect(tab.reloads).toBe(0);
    expect(mayReload({ ...INITIAL_VIEW, version: '2', link: 'lost' }, false, 10_000)).toBe(false);
  });
});

describe('the words about it', () => {
  const shown = (standing: Shown['standing'], version: string | null): Shown => ({
    ...INITIAL_VIEW,
    version,
    standing,
  });

  it('S139: are said beside what is current, and give way to a connection that failed', () => {
    expect(otherVersionKey(shown('current', '2'))).toBe('notice.otherVersion');
    expect(otherVersionKey(shown('connecting', '2'))).toBe('notice.otherVersion');
    for (const standing of ['lost', 'lostTooLarge', 'controlDown', 'silent'] as const)
      expect(otherVersionKey(shown(standing, '2'))).toBeNull();
    expect(otherVersionKey(shown('current', null))).toBeNull();
  });

  it('a page that was not built is of another version than every Poise', () => {
    expect(isOtherVersion({ version: '0.1.0' })).toBe(true);
    expect(isOtherVersion({ version: '0.1.0' }, '0.1.0')).toBe(false);
    expect(isOtherVersion({ version: null })).toBe(false);
  });
});
