import type { DwellLayout, GazeTarget } from '../../controller/gaze/dwell/layout.ts';
import {
  type ControlId,
  findOffer,
  isRemembered,
  type Offer,
  SCREENS,
  type ScreenId,
} from '../../controller/gaze/dwell/screens.ts';
import type { ParameterValues } from '../../protocol/parameters.ts';
import { centreOf, INSIDE_RECT, type PagePoint, rectOf } from './places.ts';

const ALL_OFFERS: readonly Offer[] = Object.values(SCREENS).flat();

export type LookTarget = ControlId | 'stop' | 'centre';

/** Everything that a person can be told to look at: the controls of all screens, STOP, and the calm centre. */
export const LOOK_TARGETS = [
  'centre',
  'stop',
  ...new Set(ALL_OFFERS.map(({ id }) => id)),
] as const satisfies readonly LookTarget[];

/** Where a person looks who looks for `target`: at it, or at where it will appear. */
export function pointOf(target: LookTarget, screen: ScreenId): PagePoint {
  if (target === 'stop' || target === 'centre') return centreOf(target);
  const found = findOffer(screen, target) ?? ALL_OFFERS.find(({ id }) => id === target);
  return centreOf(found?.place ?? 'centre');
}

/** The screen as the dwell engine sees it. STOP comes before the border, so that a look at both is a STOP. */
export function layoutOf(screen: ScreenId, version: number, parameters: ParameterValues): DwellLayout {
  const offers: readonly Offer[] = SCREENS[screen];
  const targets: readonly GazeTarget[] = [
    { kind: 'stop', id: 'stop', rect: rectOf('stop'), side: 'inside' },
    { kind: 'stop', id: 'border', rect: INSIDE_RECT, side: 'outside' },
    ...offers.map(
      (offer): GazeTarget => ({
        kind: 'dwell',
        id: offer.id,
        rect: rectOf(offer.place),
        dwellMs: parameters[offer.dwell],
        isRemembered: isRemembered(offer),
      }),
    ),
  ];
  return { version, targets };
}
