import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { isRemembered, type Offer } from '../../controller/gaze/dwell/screens.ts';
import type { Painters } from '../shared/frameLoop.ts';
import { ControlIcon } from './icons.tsx';
import type { FrameDrawing } from './picture.ts';
import type { TargetRegister } from './targetRegister.ts';

/** What the gaze does to a control: nothing, choosing it, keeping its movement going, or resting on what is over. */
function gazeOn(
  id: string,
  dwell: FrameDrawing['dwell'],
  held: FrameDrawing['held'],
): 'none' | 'dwelling' | 'held' | 'done' {
  if (held?.targetId === id) return held.isMoving ? 'held' : 'done';
  return dwell?.targetId === id ? 'dwelling' : 'none';
}

/**
 * One control: chosen by resting the gaze on it, or by a click, tap or key. The gaze never moves the keyboard's focus; what it
 * does is drawn through attributes, every frame, outside React.
 */
export function Control({
  offer,
  dwellMs,
  targets,
  painters,
  onChoose,
}: {
  readonly offer: Offer;
  readonly dwellMs: number;
  readonly targets: TargetRegister;
  readonly painters: Painters<FrameDrawing>;
  readonly onChoose: (offer: Offer) => void;
}) {
  const { t } = useTranslation();
  const button = useRef<HTMLButtonElement>(null);
  const { id } = offer;
  const isKept = isRemembered(offer);

  useEffect(() => {
    const element = button.current;
    return element ? targets.add(element, { kind: 'dwell', id, dwellMs, isRemembered: isKept }) : undefined;
  }, [targets, id, dwellMs, isKept]);

  useEffect(
    () =>
      painters.add(({ dwell, held }) => {
        const element = button.current;
        if (!element) return;
        const gaze = gazeOn(id, dwell, held);
        if (element.dataset['gaze'] !== gaze) element.dataset['gaze'] = gaze;
        if (gaze === 'dwelling' && dwell) element.style.setProperty('--dwell', dwell.progress.toFixed(3));
      }),
    [painters, id],
  );

  return (
    <button
      type="button"
      ref={button}
      className="control"
      data-control={id}
      data-place={offer.place}
      onClick={() => onChoose(offer)}
    >
      <span className="control-face" aria-hidden="true">
        <svg className="control-ring" viewBox="0 0 100 100" aria-hidden="true" focusable="false">
          <circle className="ring-track" cx="50" cy="50" r="45" pathLength="1" />
          <circle className="ring-progress" cx="50" cy="50" r="45" pathLength="1" />
        </svg>
        <ControlIcon id={id} />
      </span>
      <span className="control-label">{t(`control.${id}`)}</span>
    </button>
  );
}
