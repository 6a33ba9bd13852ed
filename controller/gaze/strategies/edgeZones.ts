import type { ScreenPoint } from '../../../protocol/gazeSample.ts';
import { atRest } from './look.ts';
import { defaultsOf, setting, type ValuesOf } from './settings.ts';
import type { Proposal, Rate, Strategy } from './strategy.ts';

/** Figures: reference/domain.md §3.3 D (15°/s); the onset is that of C (250 ms); zones of 15 % are 4° high on a 24" screen at 65 cm. */
export const EDGE_ZONES_SETTINGS = {
  speedDegPerS: setting('Speed', 'deg/s', [2, 15], 15, 1, 'The one speed at which the head turns.'),
  pitchSpeedDegPerS: setting(
    'Speed of nodding',
    'deg/s',
    [2, 15],
    10,
    1,
    'The one speed at which the head nods.',
  ),
  edgeShare: setting('Zone', 'share', [0.08, 0.25], 0.15, 0.01, 'How much of the screen each zone takes.'),
  borderShare: setting(
    'Border',
    'share',
    [0.01, 0.08],
    0.03,
    0.01,
    'A gaze that has entered a zone leaves it so much further in, so that its trembling does not stop the head.',
  ),
  onsetMs: setting('Onset', 'ms', [200, 1000], 250, 50, 'The gaze stays in the zone for so long first.'),
} as const;

export type EdgeZonesSettings = ValuesOf<typeof EDGE_ZONES_SETTINGS>;
export const DEFAULT_EDGE_ZONES: EdgeZonesSettings = defaultsOf(EDGE_ZONES_SETTINGS);

/** A tracker's noise at the screen's edge; further out is a look away, which lets go (reference/domain.md §3.2, Midas rule 2). */
const OUTSIDE_SHARE = 0.03;
/** What was not seen for longer was not looked at: a blink is no part of the onset. */
const LARGEST_STEP_MS = 100;
/** Gaze this soon after a blink is not used (reference/domain.md §3.2, Midas rule 4). */
const AFTER_BLINK_MS = 100;
/** A blink does not let go for good; longer unseen, and the gaze must come by the middle again (DESIGN 'Blink or betrayal'). */
const LONGEST_BLINK_MS = 400;

type Zone = 'left' | 'right' | 'up' | 'down';

export type EdgeZonesState =
  /** Not seen in the middle yet: a gaze that happens to be at the edge when the person engages moves nothing. */
  | { readonly phase: 'out' }
  | { readonly phase: 'middle'; readonly seenAtMs: number }
  | {
      readonly phase: 'zone';
      readonly zone: Zone;
      /** For how long it was looked at in all. */
      readonly lookedMs: number;
      /** Since when it is seen without a gap. */
      readonly sinceMs: number;
      readonly seenAtMs: number;
    };

const OUT: EdgeZonesState = { phase: 'out' };

/**
 * A dead man's switch: the head turns slowly for as long as the gaze stays in a zone at the edge, and stops as it leaves. Nothing
 * turns the gaze back by itself, so only holding it moves the head, from the middle into one zone at a time. The corners are none.
 * A bare pointer tells of no fixation, so the onset takes its place.
 */
export function edgeZones(settings: EdgeZonesSettings): Strategy<EdgeZonesState> {
  return {
    id: 'edgeZones',
    needs: 'screenPoint',
    initial: OUT,
    propose(before, { tMs, gaze }) {
      const { screenPoint } = gaze;
      const passedMs = before.phase === 'out' ? 0 : tMs - before.seenAtMs;
      const kept = passedMs >= 0 && passedMs <= LONGEST_BLINK_MS ? before : OUT;
      if (!Number.isFinite(tMs)) return atRest(OUT, 'The time is no number.');
      if (screenPoint.kind === 'unknown')
        return atRest(kept, `Where on the screen the eyes look is not known: ${screenPoint.why}`);
      const { x, y } = screenPoint.value;
      if (!Number.isFinite(x + y)) return atRest(OUT, 'The place on the screen is no number.');
      const place = placeOf({ x, y }, kept, settings);
      if (place === 'middle')
        return atRest({ phase: 'middle', seenAtMs: tMs }, 'The eyes look at the middle.');
      if (place === 'nowhere') return atRest(OUT, 'The eyes look at a corner or beside the screen.');
      return inZone(kept, place, tMs);
    },
  };

  function inZone(kept: EdgeZonesState, zone: Zone, tMs: number): Proposal<EdgeZonesState> {
    if (kept.phase === 'out') return atRest(OUT, 'Look at the middle of the screen first.');
    const isSame = kept.phase === 'zone' && kept.zone === zone;
    // From one zone straight into another is a way across the screen that no one meant.
    if (kept.phase === 'zone' && !isSame) return atRest(OUT, 'Look at the middle of the screen first.');
    const stepMs = tMs - kept.seenAtMs;
    const isGap = stepMs > LARGEST_STEP_MS;
    const lookedMs = isSame ? kept.lookedMs + Math.min(stepMs, LARGEST_STEP_MS) : 0;
    const sinceMs = isSame && !isGap ? kept.sinceMs : tMs;
    const state: EdgeZonesState = { phase: 'zone', zone, lookedMs, sinceMs, seenAtMs: tMs };
    if (lookedMs < settings.onsetMs || tMs - sinceMs < AFTER_BLINK_MS)
      return atRest(state, 'The eyes have only just come to the edge.');
    return {
      state,
      wish: { kind: 'rate', rate: rateOf(zone, settings) },
      reason: `The eyes stay at the edge: ${WORDS[zone]}.`,
    };
  }
}

const WORDS: Readonly<Record<Zone, string>> = {
  left: 'the head turns left',
  right: 'the head turns right',
  up: 'the head goes up',
  down: 'the head goes down',
};

function rateOf(zone: Zone, { speedDegPerS, pitchSpeedDegPerS }: EdgeZonesSettings): Rate {
  switch (zone) {
    case 'left':
      return { yawDegPerS: speedDegPerS, pitchDegPerS: 0 };
    case 'right':
      return { yawDegPerS: -speedDegPerS, pitchDegPerS: 0 };
    case 'up':
      return { yawDegPerS: 0, pitchDegPerS: -pitchSpeedDegPerS };
    case 'down':
      return { yawDegPerS: 0, pitchDegPerS: pitchSpeedDegPerS };
  }
}

function placeOf(
  { x, y }: ScreenPoint,
  before: EdgeZonesState,
  { edgeShare, borderShare }: EdgeZonesSettings,
): Zone | 'middle' | 'nowhere' {
  const isOn = [x, y].every((part) => part >= -OUTSIDE_SHARE && part <= 1 + OUTSIDE_SHARE);
  if (!isOn) return 'nowhere';
  const reach = (zone: Zone): number =>
    before.phase === 'zone' && before.zone === zone ? edgeShare + borderShare : edgeShare;
  const inside: readonly Zone[] = [
    ...(x <= reach('left') ? (['left'] as const) : []),
    ...(x >= 1 - reach('right') ? (['right'] as const) : []),
    ...(y <= reach('up') ? (['up'] as const) : []),
    ...(y >= 1 - reach('down') ? (['down'] as const) : []),
  ];
  const [zone, another] = inside;
  return another ? 'nowhere' : (zone ?? 'middle');
}
