import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  followStare,
  isFirstClick,
  mayBeDevice,
  NO_STARE,
  stareAt,
} from '../../../../controller/gaze/dwell/deviceClick.ts';
import { DEFAULT_DWELL_SETTINGS } from '../../../../controller/gaze/dwell/dwellState.ts';

const FRAME_MS = 1000 / 60;

/** A page of 60 frames per second, and a device that clicks where the pointer is. */
class Page {
  stare = NO_STARE;
  nowMs = 0;
  layoutVersion = 1;
  readonly chosen: string[] = [];

  at(targetId: string | undefined, forMs: number, frameMs = FRAME_MS): this {
    for (const endMs = this.nowMs + forMs; this.nowMs < endMs; ) {
      this.nowMs += frameMs;
      const { nowMs, layoutVersion } = this;
      this.stare = followStare(this.stare, { nowMs, layoutVersion, targetId });
    }
    return this;
  }

  click(targetId: string): this {
    if (!isFirstClick(this.stare, targetId)) return this;
    this.stare = stareAt(this.stare, targetId);
    this.chosen.push(targetId);
    return this;
  }
}

describe('S206: of one stay on a control', () => {
  it('the first click counts, however often the device clicks', () => {
    const page = new Page().at(undefined, 100).at('left', 800);
    for (let click = 0; click < 5; click++) page.click('left').at('left', 800);
    expect(page.chosen).toEqual(['left']);
    // A twitch is no look away, and neither is a page that painted nothing for a second.
    page.at('right', 30).at('left', 800).click('left').at(undefined, 1, 1000).at('left', 800).click('left');
    expect(page.chosen).toEqual(['left']);
    page.at(undefined, 100).at('left', 800).click('left');
    expect(page.chosen).toEqual(['left', 'left']);
  });

  it('none counts on what appeared under the pointer, until it was left', () => {
    const page = new Page().at(undefined, 100).at('settings', 800).click('settings');
    page.layoutVersion = 2;
    page.at('pressIsSwitch', 800).click('pressIsSwitch');
    expect(page.chosen).toEqual(['settings']);
    page.at(undefined, 100).at('pressIsSwitch', 800).click('pressIsSwitch');
    expect(page.chosen).toEqual(['settings', 'pressIsSwitch']);
  });

  it('a pointer that only comes to click reaches everything, without a frame between two controls', () => {
    const page = new Page().at(undefined, FRAME_MS);
    for (const id of ['left', 'right', 'left']) page.click(id).at(id, 500);
    expect(page.chosen).toEqual(['left', 'right', 'left']);
  });

  it('none counts before a frame has shown where the pointer is', () => {
    const page = new Page().at('left', 800);
    page.stare = NO_STARE;
    expect(page.click('left').click('right').chosen).toEqual([]);
    expect(page.at('left', FRAME_MS).click('left').chosen).toEqual([]);
  });

  it('there is never a second click without 50 ms elsewhere, whatever the pointer does', () => {
    const stay = fc.tuple(fc.constantFrom('left', 'right', undefined), fc.integer({ min: 1, max: 900 }));
    fc.assert(
      fc.property(fc.array(stay, { maxLength: 30 }), (stays) => {
        const page = new Page().at(undefined, 100);
        let besideMs = Number.POSITIVE_INFINITY;
        for (const [targetId, ms] of stays) {
          page.at(targetId, ms);
          besideMs = targetId === 'left' ? besideMs : besideMs + ms + FRAME_MS;
          if (targetId !== 'left') continue;
          const before = page.chosen.length;
          page.click('left');
          if (page.chosen.length > before) {
            expect(besideMs).toBeGreaterThanOrEqual(DEFAULT_DWELL_SETTINGS.debounceMs);
            besideMs = 0;
          }
        }
      }),
    );
  });
});

describe('S206: what a click was made with', () => {
  it('is the device where it moves a pointer, and a hand where it is a finger or a key', () => {
    expect(['mouse', 'pen'].map(mayBeDevice)).toEqual([true, true]);
    expect(['touch', '', 'brain'].map(mayBeDevice)).toEqual([false, false, false]);
  });
});
