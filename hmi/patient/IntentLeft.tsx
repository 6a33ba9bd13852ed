import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Painters } from '../shared/frameLoop.ts';
import type { FrameDrawing } from './picture.ts';
import type { ShownSteering } from './steeringShown.ts';

/**
 * Why the head turns, and for how long it will: a bar that is calm until it matters. It is drawn every frame outside React; what is
 * said aloud changes once, when little is left.
 */
export function IntentLeft({
  steering,
  isAsked,
  releaseMs,
  painters,
}: {
  readonly steering: ShownSteering;
  /** The first of the two looks that renew it was taken. */
  readonly isAsked: boolean;
  readonly releaseMs: number;
  readonly painters: Painters<FrameDrawing>;
}) {
  const { t } = useTranslation();
  const bar = useRef<HTMLDivElement>(null);
  const words = useRef<HTMLParagraphElement>(null);

  useEffect(() => {
    let seconds: number | undefined;
    return painters.add(({ steering: { intentLeftMs } }) => {
      if (intentLeftMs === null) return;
      bar.current?.style.setProperty('--left', Math.min(1, intentLeftMs / releaseMs).toFixed(3));
      const left = Math.ceil(intentLeftMs / 1000);
      if (left === seconds || !words.current) return;
      seconds = left;
      words.current.textContent = t('steering.left', { seconds: left });
    });
  }, [painters, releaseMs, t]);

  const { reason, isLast } = steering;
  return (
    <div className="centre-words intent" data-last={isLast}>
      <p className="intent-reason">{isAsked ? t('steering.confirm') : reason || t('steering.follows')}</p>
      <div className="intent-bar" ref={bar} aria-hidden="true">
        <div className="intent-rest" />
      </div>
      <p className="intent-left" ref={words} aria-hidden="true" />
      <p className="only-read" role="status">
        {isAsked ? t('steering.confirm') : isLast ? t('steering.last') : ''}
      </p>
    </div>
  );
}
