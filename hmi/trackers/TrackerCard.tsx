import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { type EyePositions, isCalibrationUnderway, type TrackerStatus } from '../../protocol/trackers.ts';
import { HeadBoxPicture } from './HeadBoxPicture.tsx';

/** One tracker: how it is, what to do, its figures, and where it sees the eyes. */
export function TrackerCard({ status }: { readonly status: TrackerStatus }) {
  const { t } = useTranslation();
  const { health, calibration } = status;
  const { source, state, advice } = health;
  const steadyEyes = useSteadyEyes(status);
  const isCalibrating = calibration !== undefined && isCalibrationUnderway(calibration.run);
  const figure = (value: number | null, written: (value: number) => string): string =>
    value === null ? t('trackers.unknown') : written(value);
  return (
    <section
      className="tracker"
      data-source={source}
      data-state={state}
      aria-labelledby={`tracker-${source}`}
    >
      <div className="tracker-head">
        <h2 id={`tracker-${source}`}>{t(`trackers.source.${source}`)}</h2>
        <p className="tracker-state">
          <Mark state={state} />
          {isCalibrating ? t('trackers.calibrating') : t(`trackers.state.${state}`)}
        </p>
      </div>
      <p className="tracker-advice">{advice === '' ? t('trackers.well') : advice}</p>
      <dl className="tracker-figures">
        <Figure
          name={t('trackers.figure.rate')}
          value={figure(health.rateHz, (hz) => String(Math.round(hz)))}
        />
        <Figure
          name={t('trackers.figure.latency')}
          value={figure(health.latencyMs, (ms) => t('trackers.ms', { value: Math.round(ms) }))}
        />
        <Figure
          name={t('trackers.figure.valid')}
          value={figure(health.validShare, (share) =>
            t('trackers.percent', { value: Math.round(share * 100) }),
          )}
        />
        <Figure
          name={t('trackers.figure.error')}
          value={figure(health.calibrationErrorDeg, (deg) =>
            t('trackers.degrees', { value: deg.toFixed(1) }),
          )}
        />
      </dl>
      <HeadBoxPicture eyes={steadyEyes} />
    </section>
  );
}

/** A blink leaves the picture as it is: while the tracker's state says that it sees the eyes, they were seen within the last second. */
function useSteadyEyes({ eyes, health }: TrackerStatus): EyePositions | null {
  const last = useRef<EyePositions | null>(null);
  const isBlink = eyes !== null && !eyes.left && !eyes.right && health.state === 'streaming';
  if (!isBlink) last.current = eyes;
  return last.current;
}

function Figure({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div className="figure">
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

/** Says by its shape what the word says: whole while eyes are seen, half while something is missing, a ring while nothing comes. */
function Mark({ state }: { readonly state: TrackerStatus['health']['state'] }) {
  const isHalf = state === 'noEyes' || state === 'uncalibrated';
  return (
    <svg className="tracker-mark" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <circle className="mark-ring" cx={12} cy={12} r={9} />
      {state === 'streaming' ? <circle className="mark-fill" cx={12} cy={12} r={9} /> : null}
      {isHalf ? <path className="mark-fill" d="M12 3a9 9 0 0 0 0 18z" /> : null}
    </svg>
  );
}
