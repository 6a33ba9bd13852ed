import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ScreenId } from '../../../controller/gaze/dwell/screens.ts';
import { DEFAULT_PARAMETERS } from '../../../protocol/parameters.ts';
import { LOOK_TARGETS, type LookTarget, pointOf } from '../../../sim/person/lookTargets.ts';
import { type Sight, stepPage } from '../../../sim/person/page.ts';
import { INITIAL_PAGE } from '../../../sim/person/pageState.ts';
import { PX_PER_DEG } from '../../../sim/person/places.ts';
import { telemetryOf } from './telemetry.ts';

const FRAME_MS = 1000 / 60;
/** A look that rests long enough for the first step, and for the second. */
const ARM_MS = DEFAULT_PARAMETERS.armDwellMs + 200;
const CONFIRM_MS = DEFAULT_PARAMETERS.confirmDwellMs + 200;
const OPTIONS = { parameters: DEFAULT_PARAMETERS, isInsisting: false };

type State = 'standby' | 'ready' | 'engaged' | 'stopped' | 'protectiveHold';
type Event =
  | { readonly kind: 'looks'; readonly at: LookTarget | 'away' | 'closed'; readonly forMs: number }
  | { readonly kind: 'hears'; readonly state: State; readonly reason: 'armed' | 'awaitingConfirm' };
/** What can be seen from outside: a screen that appears, and a message that is sent. */
type Seen = { readonly screen: ScreenId } | { readonly sent: string };

function play(events: readonly Event[]): readonly Seen[] {
  let page = INITIAL_PAGE;
  let nowMs = 0;
  let tick = 0;
  let heard: Extract<Event, { kind: 'hears' }> = { kind: 'hears', state: 'ready', reason: 'armed' };
  const seen: Seen[] = [];
  const give = (input: Parameters<typeof stepPage>[1]) => {
    const { state, messages } = stepPage(page, input, nowMs, OPTIONS);
    for (const { type } of messages) if (type !== 'presence' && type !== 'renew') seen.push({ sent: type });
    if (state.screen !== page.screen) seen.push({ screen: state.screen });
    page = state;
  };
  const frames = (sight: Sight, ms: number) => {
    for (const endMs = nowMs + ms; nowMs < endMs; nowMs += FRAME_MS) {
      tick += 2;
      const { state, reason } = heard;
      give({ type: 'telemetry', telemetry: telemetryOf({ tick, state, reason, leaseId: null }) });
      give({ type: 'frame', sight });
    }
  };
  for (const next of events) {
    if (next.kind === 'hears') heard = next;
    else if (next.at === 'closed') frames({ kind: 'unseen' }, next.forMs);
    else if (next.at === 'away') frames({ kind: 'away', gaze: 'valid' }, next.forMs);
    else {
      const { xDeg, yDeg } = pointOf(next.at, page.screen);
      frames({ kind: 'onPage', xPx: xDeg * PX_PER_DEG, yPx: yDeg * PX_PER_DEG, gaze: 'valid' }, next.forMs);
    }
  }
  return seen;
}

/** Whether the movements appeared at `index` without both steps since they were there last. */
function isUnasked(seen: readonly Seen[], index: number): boolean {
  const since = seen.slice(0, index);
  const last = since.findLastIndex((one) => 'screen' in one && one.screen === 'move');
  const before = since.slice(last + 1);
  const screens = before.flatMap((one) => ('screen' in one ? [one.screen] : []));
  const sent = before.flatMap((one) => ('sent' in one ? [one.sent] : []));
  const hasAskedHere = screens.at(-1) === 'calmConfirm' && screens.at(-2) === 'calm';
  const askedAt = sent.indexOf('askToArm');
  const hasArmed = askedAt >= 0 && sent.indexOf('confirmArm', askedAt) > askedAt;
  return !hasAskedHere && !hasArmed;
}

const looks = (target: fc.Arbitrary<LookTarget | 'away' | 'closed'>, maxMs: number): fc.Arbitrary<Event> =>
  fc.record({ kind: fc.constant('looks' as const), at: target, forMs: fc.integer({ min: 20, max: maxMs }) });
const hears = (state: State, reason: 'armed' | 'awaitingConfirm' = 'armed'): Event => ({
  kind: 'hears',
  state,
  reason,
});

/** Anything, and pieces of what somebody who means it does, so that the movements are met often. */
const events: fc.Arbitrary<readonly Event[]> = fc
  .array(
    fc.oneof(
      {
        weight: 5,
        arbitrary: looks(fc.constantFrom(...LOOK_TARGETS, 'away' as const, 'closed' as const), 2500).map(
          (one) => [one],
        ),
      },
      {
        weight: 2,
        arbitrary: fc
          .constantFrom(...(['standby', 'ready', 'engaged', 'stopped', 'protectiveHold'] as const))
          .map((state) => [hears(state)]),
      },
      { weight: 1, arbitrary: fc.constant([hears('standby', 'awaitingConfirm')]) },
      ...(['moveHead', 'getReady', 'yes'] as const).map((at) => ({
        weight: 4,
        arbitrary: fc.constant<readonly Event[]>([
          { kind: 'looks', at: 'centre', forMs: 1200 },
          { kind: 'looks', at, forMs: ARM_MS + 100 },
        ]),
      })),
    ),
    { minLength: 3, maxLength: 14 },
  )
  .map((pieces) => pieces.flat());

describe('the movements', () => {
  it('are never shown to looks that have not taken both steps since the clutch let go', () => {
    let shown = 0;
    fc.assert(
      fc.property(events, (script) => {
        const seen = play(script);
        for (const [index, one] of seen.entries()) {
          if (!('screen' in one) || one.screen !== 'move') continue;
          shown += 1;
          expect(isUnasked(seen, index)).toBe(false);
        }
      }),
      { numRuns: 150 },
    );
    expect(shown).toBeGreaterThan(5);
  });

  it('are shown to whoever takes them, and again after the clutch has let go', () => {
    const steps: readonly Event[] = [
      { kind: 'looks', at: 'centre', forMs: 1200 },
      { kind: 'looks', at: 'moveHead', forMs: ARM_MS },
      { kind: 'looks', at: 'centre', forMs: 1200 },
      { kind: 'looks', at: 'yes', forMs: CONFIRM_MS },
    ];
    const screens = play([...steps, { kind: 'looks', at: 'centre', forMs: 9000 }, ...steps]).flatMap((one) =>
      'screen' in one ? [one.screen] : [],
    );
    const once = ['calm', 'calmConfirm', 'move'];
    expect(screens).toEqual([...once, ...once]);
  });
});
