import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PointCount } from './targets.ts';
import type { CalibrationProblem } from './useCalibration.ts';

/** Where a calibration begins, and where one that runs on another page can be ended. */
export function CalibrationStart({
  canBegin,
  runsElsewhere,
  problem,
  onBegin,
  onEnd,
}: {
  readonly canBegin: boolean;
  readonly runsElsewhere: boolean;
  readonly problem: CalibrationProblem | null;
  readonly onBegin: (count: PointCount) => void;
  readonly onEnd: () => void;
}) {
  const { t } = useTranslation();
  const [count, setCount] = useState<PointCount>(5);
  const choice = (value: PointCount, name: string) => (
    <label className="choice">
      <input type="radio" name="points" checked={count === value} onChange={() => setCount(value)} />
      {t(`trackers.calibrate.${name}`)}
    </label>
  );
  return (
    <section className="calibrate" aria-labelledby="calibrate-title">
      <h2 id="calibrate-title">{t('trackers.calibrate.title')}</h2>
      <p className="calibrate-hint">{t('trackers.calibrate.hint')}</p>
      {runsElsewhere ? (
        <p className="calibrate-elsewhere">
          <strong>{t('trackers.calibrate.elsewhere')}</strong>{' '}
          <button type="button" className="plain-button" onClick={onEnd}>
            {t('trackers.calibrate.end')}
          </button>
        </p>
      ) : (
        <div className="calibrate-do">
          <fieldset className="choices">
            <legend>{t('trackers.calibrate.points')}</legend>
            {choice(5, 'five')}
            {choice(9, 'nine')}
          </fieldset>
          <button type="button" className="main-button" disabled={!canBegin} onClick={() => onBegin(count)}>
            {t('trackers.calibrate.begin')}
          </button>
          {canBegin ? null : <p className="calibrate-cannot">{t('trackers.calibrate.cannot')}</p>}
        </div>
      )}
      <p role="status" className="calibrate-problem">
        {problem ? <ProblemWords problem={problem} /> : null}
      </p>
    </section>
  );
}

function ProblemWords({ problem }: { readonly problem: CalibrationProblem }) {
  const { t } = useTranslation();
  if (problem.kind === 'notFilled') return t('trackers.calibrate.notFilled');
  const key = problem.kind === 'refused' ? `refusal.${problem.id}` : 'notice.notSent';
  return (
    <>
      <strong>{t(`${key}.sentence`)}</strong> {t(`${key}.advice`)}
    </>
  );
}
