import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { CalibrationRun, CalibrationVerdict, TrackerStatus } from '../../protocol/trackers.ts';
import { placeOf } from './targets.ts';

export type EndedRun = Extract<CalibrationRun, { kind: 'done' | 'failed' }>;

/** The end of a calibration in one sentence. */
export function useResultWords(): (run: EndedRun) => string {
  const { t } = useTranslation();
  return (run) => {
    if (run.kind === 'failed') return t(`trackers.failed.${run.why}.sentence`);
    const count = run.points.length;
    const good = run.points.filter(({ verdict }) => verdict === 'good').length;
    return good === count
      ? t('trackers.result.good', { count })
      : t('trackers.result.mixed', { good, count });
  };
}

/** What came of a calibration: each point at its place and in a table, the average, and what to do next. */
export function CalibrationResult({
  run,
  health,
  onRedo,
  onClose,
}: {
  readonly run: EndedRun;
  readonly health: TrackerStatus['health'];
  readonly onRedo: () => void;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const wordsOf = useResultWords();
  const heading = useRef<HTMLHeadingElement>(null);
  // What was pressed is gone since: keys go on from here.
  useEffect(() => heading.current?.focus(), []);
  return (
    <section className="result" data-result={run.kind} aria-labelledby="result-title">
      <h2 id="result-title" ref={heading} tabIndex={-1}>
        {t('trackers.result.title')}
      </h2>
      <p className="result-words">
        <strong>{wordsOf(run)}</strong>{' '}
        {run.kind === 'failed' ? t(`trackers.failed.${run.why}.advice`) : null}
        {run.kind === 'done' && !run.isGood ? t('trackers.result.advice') : null}
      </p>
      {run.kind === 'done' ? <Points run={run} errorDeg={health.calibrationErrorDeg} /> : null}
      <div className="result-do">
        <button type="button" className="plain-button" disabled={!health.canCalibrate} onClick={onRedo}>
          {t('trackers.result.redo')}
        </button>
        <button type="button" className="main-button" onClick={onClose}>
          {t('trackers.result.close')}
        </button>
      </div>
    </section>
  );
}

function Points({
  run: { points, averageErrorPx },
  errorDeg,
}: {
  readonly run: Extract<EndedRun, { kind: 'done' }>;
  readonly errorDeg: number | null;
}) {
  const { t } = useTranslation();
  const pixels = (px: number | null) =>
    px === null ? t('trackers.unknown') : t('trackers.pixels', { value: Math.round(px) });
  return (
    <>
      <p className="result-average">
        {t('trackers.result.average')}:{' '}
        <strong>
          {errorDeg === null ? pixels(averageErrorPx) : t('trackers.degrees', { value: errorDeg.toFixed(1) })}
        </strong>{' '}
        {errorDeg === null ? t('trackers.result.noDegrees') : null}
      </p>
      <div className="result-views">
        <figure className="result-figure">
          <svg
            className="result-screen"
            viewBox="0 0 160 90"
            role="img"
            aria-label={t('trackers.result.drawing')}
          >
            {points.map(({ target, left, right, verdict }, index) => (
              <g key={`${target.x} ${target.y}`} data-verdict={verdict}>
                {[left, right].map((seen, side) =>
                  seen ? (
                    <line
                      key={side === 0 ? 'left' : 'right'}
                      className="result-line"
                      x1={target.x * 160}
                      y1={target.y * 90}
                      x2={seen.x * 160}
                      y2={seen.y * 90}
                    />
                  ) : null,
                )}
                <PointMark x={target.x * 160} y={target.y * 90} verdict={verdict} />
                <text
                  className="result-number"
                  x={target.x * 160}
                  y={target.y * 90 - 6.5}
                  textAnchor="middle"
                >
                  {index + 1}
                </text>
              </g>
            ))}
          </svg>
          <figcaption>{t('trackers.result.legend')}</figcaption>
        </figure>
        <table className="result-table">
          <thead>
            <tr>
              <th scope="col">{t('trackers.result.number')}</th>
              <th scope="col">{t('trackers.result.place')}</th>
              <th scope="col">{t('trackers.result.verdict')}</th>
              <th scope="col">{t('trackers.result.error')}</th>
            </tr>
          </thead>
          <tbody>
            {points.map(({ target, errorPx, verdict }, index) => {
              const { row, column } = placeOf(target);
              const isMiddle = row === 'middle' && column === 'middle';
              const place = `${t(`trackers.result.row.${row}`)} ${t(`trackers.result.column.${column}`)}`;
              return (
                <tr key={`${target.x} ${target.y}`} data-verdict={verdict}>
                  <th scope="row">{index + 1}</th>
                  <td>{isMiddle ? t('trackers.result.row.middle') : place}</td>
                  <td>
                    <svg className="verdict-mark" viewBox="-6 -6 12 12" aria-hidden="true" focusable="false">
                      <PointMark x={0} y={0} verdict={verdict} />
                    </svg>
                    {t(`trackers.result.verdicts.${verdict}`)}
                  </td>
                  <td>{pixels(errorPx)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </>
  );
}

/** A shape of its own for each verdict: a tick, a ring with a dot, a cross, a dashed ring. */
function PointMark({
  x,
  y,
  verdict,
}: {
  readonly x: number;
  readonly y: number;
  readonly verdict: CalibrationVerdict;
}) {
  return (
    <g transform={`translate(${x} ${y})`} className="point-mark">
      <circle className={verdict === 'good' ? 'point-full' : 'point-ring'} r={4} />
      {verdict === 'good' ? <path className="point-cut" d="M-1.900 0.200l1.300 1.500l2.500-3.200" /> : null}
      {verdict === 'poor' ? <path className="point-stroke" d="M0-2v2.200M0 1.900v0.100" /> : null}
      {verdict === 'missed' ? (
        <path className="point-stroke" d="M-1.700-1.700l3.400 3.400M1.700-1.700l-3.400 3.400" />
      ) : null}
      {verdict === 'unknown' ? <path className="point-stroke" d="M-1.500 0h3" /> : null}
    </g>
  );
}
