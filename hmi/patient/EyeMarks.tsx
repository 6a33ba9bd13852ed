import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Painters } from '../shared/frameLoop.ts';
import type { FrameDrawing } from './picture.ts';
import type { ShownSteering } from './steeringShown.ts';

/** To the right and down. */
const PLACES = { ahead: [0, 0], left: [-1, 0], right: [1, 0], up: [0, -1] } as const;

/**
 * The check of the eyes: one mark after the other, with a ring that shows how long to look. No mark is anything that a look chooses:
 * the eyes of whoever wears their tracker move no pointer.
 */
export function EyeMarks({
  steering: { mark, offsetPx, upPx, isEstimated },
  painters,
}: {
  readonly steering: ShownSteering;
  readonly painters: Painters<FrameDrawing>;
}) {
  const { t } = useTranslation();
  const [right, down] = PLACES[mark ?? 'ahead'];
  const ring = useRef<HTMLDivElement>(null);
  useEffect(
    () =>
      painters.add(({ steering: { markProgress } }) =>
        ring.current?.style.setProperty('--dwell', markProgress.toFixed(3)),
      ),
    [painters],
  );
  // Beside the centre, which browsers may take for what a fixed place is counted from.
  return (
    <>
      {mark ? (
        <div
          className="mark"
          ref={ring}
          data-mark={mark}
          style={{ left: `calc(50vw + ${right * offsetPx}px)`, top: `calc(50vh + ${down * upPx}px)` }}
          aria-hidden="true"
        >
          <svg className="control-ring" viewBox="0 0 100 100" aria-hidden="true" focusable="false">
            <circle className="ring-track" cx="50" cy="50" r="45" pathLength="1" />
            <circle className="ring-progress" cx="50" cy="50" r="45" pathLength="1" />
          </svg>
          <span className="mark-dot" />
        </div>
      ) : null}
      <section className="centre">
        <div className="centre-words" role="status">
          <h2 className="centre-title">{t(`steering.check.${mark ?? 'settling'}`)}</h2>
          <p className="centre-advice">
            {t(isEstimated ? 'steering.check.estimated' : 'steering.check.hint')}
          </p>
        </div>
      </section>
    </>
  );
}
