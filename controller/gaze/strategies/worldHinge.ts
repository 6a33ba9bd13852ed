import type { Direction } from '../../../protocol/gazeSample.ts';
import { atRest, ON_THEIR_WAY } from './look.ts';
import { defaultsOf, setting, type ValuesOf } from './settings.ts';
import type { Strategy } from './strategy.ts';

/** Figures and the person's ranges: reference/domain.md §3.3 B. */
export const WORLD_HINGE_SETTINGS = {
  yawHingeDeg: setting(
    'Hinge, to the side',
    'deg',
    [5, 30],
    15,
    1,
    'So far the eyes look to the side alone.',
  ),
  upHingeDeg: setting('Hinge, up', 'deg', [5, 30], 12, 1, 'So far the eyes look up alone.'),
  downHingeDeg: setting('Hinge, down', 'deg', [5, 30], 15, 1, 'So far the eyes look down alone.'),
  yawShare: setting('Share of the turn', 'share', [0.2, 1], 0.7, 0.1, 'The head’s part of what lies beyond.'),
  pitchShare: setting(
    'Share of the nod',
    'share',
    [0.2, 1],
    0.4,
    0.1,
    'The head’s part of what lies beyond.',
  ),
  widthDeg: setting('Softness', 'deg', [0.5, 6], 3, 0.5, 'Over this width the hinge opens.'),
  settleDeg: setting(
    'Settling',
    'deg',
    [0.2, 2],
    1,
    0.1,
    'A new place nearer to the old one than this moves nothing, so that a trembling gaze does not make the head tremble.',
  ),
} as const;

export type WorldHingeSettings = ValuesOf<typeof WORLD_HINGE_SETTINGS>;
export const DEFAULT_WORLD_HINGE: WorldHingeSettings = defaultsOf(WORLD_HINGE_SETTINGS);

/** Where the head belongs for a gaze in this direction of the trunk. */
export function hingedHead(settings: WorldHingeSettings, gaze: Direction): Direction {
  const { yawHingeDeg, upHingeDeg, downHingeDeg, yawShare, pitchShare, widthDeg } = settings;
  const pitchHingeDeg = gaze.pitchDeg > 0 ? downHingeDeg : upHingeDeg;
  return {
    yawDeg: Math.sign(gaze.yawDeg) * yawShare * beyond(Math.abs(gaze.yawDeg), yawHingeDeg, widthDeg),
    pitchDeg:
      Math.sign(gaze.pitchDeg) * pitchShare * beyond(Math.abs(gaze.pitchDeg), pitchHingeDeg, widthDeg),
  };
}

/**
 * The head goes where it belongs for what the eyes look at in the room: nothing within the hinge, a share of what lies beyond. It
 * is a place and no speed, so a gaze that rests on one thing closes no loop through the head; head and eye must be of one moment.
 */
export function worldHinge(settings: WorldHingeSettings): Strategy<Direction | undefined> {
  return {
    id: 'worldHinge',
    needs: 'gazeInTrunk',
    initial: undefined,
    propose(before, { gaze, person }) {
      const { gazeInTrunk } = gaze;
      if (gazeInTrunk.kind === 'unknown')
        return atRest(undefined, `Where the eyes look is not known: ${gazeInTrunk.why}`);
      const seen = {
        yawDeg: gazeInTrunk.value.yawDeg - person.straightAhead.yawDeg,
        pitchDeg: gazeInTrunk.value.pitchDeg - person.straightAhead.pitchDeg,
      };
      if (!Number.isFinite(seen.yawDeg + seen.pitchDeg))
        return atRest(undefined, 'The direction of the gaze is no number.');
      // The place stays known during a saccade, yet is not wished: only a look that rests commands.
      if (!gaze.isFixating) return atRest(before, ON_THEIR_WAY);
      const belongs = hingedHead(settings, seen);
      const target = before && isNear(before, belongs, settings.settleDeg) ? before : belongs;
      const reason =
        target.yawDeg === 0 && target.pitchDeg === 0
          ? 'The eyes look ahead: the head belongs in the middle.'
          : `The eyes look far out: the head belongs ${Math.round(Math.hypot(target.yawDeg, target.pitchDeg))}° from the middle.`;
      return { state: target, wish: { kind: 'target', target }, reason };
    },
  };
}

/** 0 up to the hinge, what lies beyond it after, with a soft bend of this width between. */
function beyond(sizeDeg: number, hingeDeg: number, widthDeg: number): number {
  const overDeg = sizeDeg - hingeDeg;
  if (overDeg <= -widthDeg / 2) return 0;
  if (overDeg >= widthDeg / 2) return overDeg;
  return (overDeg + widthDeg / 2) ** 2 / (2 * widthDeg);
}

function isNear(a: Direction, b: Direction, withinDeg: number): boolean {
  return Math.hypot(a.yawDeg - b.yawDeg, a.pitchDeg - b.pitchDeg) <= withinDeg;
}
