import { useTranslation } from 'react-i18next';
import type { EyePositions } from '../../protocol/trackers.ts';
import {
  FARTHEST_MM,
  HALF_HEIGHT_MM,
  HALF_WIDTH_MM,
  type HeadBox,
  headBoxOf,
  type MirrorSpot,
  NEAREST_MM,
} from './headBox.ts';

/** What the picture shows around the frame, and of the distance before and behind it. */
const SHOWN_X_MM = 220;
const SHOWN_Y_MM = 150;
const NEAREST_SHOWN_MM = 350;
const FARTHEST_SHOWN_MM = 850;

const clamp = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value));

/** Where the eyes are before the camera: a picture, and beside it the same in words. */
export function HeadBoxPicture({ eyes }: { readonly eyes: EyePositions | null }) {
  const { t } = useTranslation();
  const box = headBoxOf(eyes);
  const word = (key: string) => (key === 'unknown' ? t('trackers.unknown') : t(`trackers.box.${key}`));
  const distance =
    box.distanceMm === null
      ? t('trackers.unknown')
      : `${t('trackers.box.cm', { value: Math.round(box.distanceMm / 10) })}. ${word(box.distance)}`;
  return (
    <section className="box" aria-label={t('trackers.box.title')}>
      <h3>{t('trackers.box.title')}</h3>
      <p className="box-hint">{box.seen === 'untold' ? t('trackers.box.untold') : t('trackers.box.hint')}</p>
      <div className="box-views">
        <Front box={box} unknown={t('trackers.unknown')} />
        <Distance box={box} near={t('trackers.box.near')} far={t('trackers.box.far')} />
      </div>
      <dl className="box-words">
        <Line
          name={t('trackers.box.seen')}
          words={box.seen === 'untold' ? t('trackers.unknown') : word(box.seen)}
          isAmiss={box.seen !== 'both'}
        />
        <Line
          name={t('trackers.box.sideways')}
          words={word(box.sideways)}
          isAmiss={box.sideways !== 'inside'}
        />
        <Line name={t('trackers.box.height')} words={word(box.height)} isAmiss={box.height !== 'inside'} />
        <Line name={t('trackers.box.distance')} words={distance} isAmiss={box.distance !== 'inside'} />
      </dl>
    </section>
  );
}

function Line({
  name,
  words,
  isAmiss,
}: {
  readonly name: string;
  readonly words: string;
  readonly isAmiss: boolean;
}) {
  return (
    <div className="box-line" data-amiss={isAmiss}>
      <dt>{name}</dt>
      <dd>{words}</dd>
    </div>
  );
}

function Front({ box: { spots }, unknown }: { readonly box: HeadBox; readonly unknown: string }) {
  const eye = ({ xMm, yMm }: MirrorSpot) => (
    <circle
      className="box-eye"
      cx={clamp(xMm, 20 - SHOWN_X_MM, SHOWN_X_MM - 20)}
      cy={clamp(-yMm, 20 - SHOWN_Y_MM, SHOWN_Y_MM - 20)}
      r={14}
    />
  );
  return (
    <svg
      className="box-front"
      viewBox={`${-SHOWN_X_MM} ${-SHOWN_Y_MM} ${2 * SHOWN_X_MM} ${2 * SHOWN_Y_MM}`}
      aria-hidden="true"
      focusable="false"
    >
      <rect
        className="box-frame"
        x={-HALF_WIDTH_MM}
        y={-HALF_HEIGHT_MM}
        width={2 * HALF_WIDTH_MM}
        height={2 * HALF_HEIGHT_MM}
        rx={18}
      />
      {spots ? (
        <>
          {eye(spots.left)}
          {eye(spots.right)}
        </>
      ) : (
        <text className="box-unknown" x={0} y={10} textAnchor="middle">
          {unknown}
        </text>
      )}
    </svg>
  );
}

function Distance({
  box: { distanceMm },
  near,
  far,
}: {
  readonly box: HeadBox;
  readonly near: string;
  readonly far: string;
}) {
  const at = (mm: number) => clamp(mm, NEAREST_SHOWN_MM, FARTHEST_SHOWN_MM) - NEAREST_SHOWN_MM;
  const length = FARTHEST_SHOWN_MM - NEAREST_SHOWN_MM;
  return (
    <svg className="box-distance" viewBox={`-25 -24 ${length + 50} 60`} aria-hidden="true" focusable="false">
      <line className="box-way" x1={0} x2={length} y1={0} y2={0} />
      <rect
        className="box-frame"
        x={at(NEAREST_MM)}
        y={-16}
        width={FARTHEST_MM - NEAREST_MM}
        height={32}
        rx={12}
      />
      <text className="box-end" x={0} y={28} textAnchor="start">
        {near}
      </text>
      <text className="box-end" x={length} y={28} textAnchor="end">
        {far}
      </text>
      {distanceMm === null ? null : <circle className="box-eye" cx={at(distanceMm)} cy={0} r={14} />}
    </svg>
  );
}
