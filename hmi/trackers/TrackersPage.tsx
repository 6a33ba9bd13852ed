import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isCalibrationUnderway } from '../../protocol/trackers.ts';
import type { AlarmSound } from '../shared/alarmSound.ts';
import type { PageClient } from '../shared/pageClient.ts';
import { StateStrip } from '../shared/StateStrip.tsx';
import { useShown } from '../shared/useShown.ts';
import { CalibrationResult, type EndedRun, useResultWords } from './CalibrationResult.tsx';
import { CalibrationScreen } from './CalibrationScreen.tsx';
import { CalibrationStart } from './CalibrationStart.tsx';
import { TrackerCard } from './TrackerCard.tsx';
import { useCalibration } from './useCalibration.ts';

/** The page for whoever sets the eye tracker up: how each is, where the eyes are, and its calibration. */
export function TrackersPage({ client, sound }: { readonly client: PageClient; readonly sound: AlarmSound }) {
  const { t } = useTranslation();
  const calibration = useCalibration(client);
  const wordsOf = useResultWords();
  const { tracker, isMine } = calibration;
  const run = tracker?.calibration.run;
  const isUnderway = run !== undefined && isCalibrationUnderway(run);
  const [isClosed, setIsClosed] = useState(false);
  const ended: EndedRun | null = isMine && (run?.kind === 'done' || run?.kind === 'failed') ? run : null;
  const isResultShown = ended !== null && !isClosed;
  const reopened = (act: () => void) => () => {
    setIsClosed(false);
    act();
  };
  return (
    <>
      <p role="status" className="only-read" data-said="result">
        {ended ? wordsOf(ended) : ''}
      </p>
      {isMine && isUnderway && run ? (
        <CalibrationScreen client={client} run={run} onCancel={calibration.cancel} />
      ) : (
        <div className="trackers">
          <Top client={client} sound={sound} />
          <main className="trackers-main">
            <header className="trackers-head">
              <h1>{t('trackers.title')}</h1>
              <p className="trackers-intro">{t('trackers.intro')}</p>
            </header>
            {tracker && isResultShown && ended ? (
              <CalibrationResult
                run={ended}
                health={tracker.health}
                onRedo={reopened(calibration.redo)}
                onClose={() => setIsClosed(true)}
              />
            ) : null}
            <Trackers client={client} />
            {tracker ? (
              <CalibrationStart
                canBegin={tracker.health.canCalibrate}
                runsElsewhere={isUnderway}
                problem={calibration.problem}
                onBegin={(count) => reopened(() => calibration.begin(count))()}
                onEnd={calibration.cancel}
              />
            ) : null}
          </main>
        </div>
      )}
    </>
  );
}

function Top({ client, sound }: { readonly client: PageClient; readonly sound: AlarmSound }) {
  const { t } = useTranslation();
  const isSimulated = useShown(client, (shown) => shown.isSimulated);
  return (
    <div className="trackers-top">
      <StateStrip client={client} sound={sound} saysAlarm>
        {isSimulated ? <span className="simulated">{t('page.simulated')}</span> : null}
        <a href="/tuning">{t('trackers.toSettings')}</a>
        <a href="/">{t('tuning.toPatient')}</a>
      </StateStrip>
    </div>
  );
}

function Trackers({ client }: { readonly client: PageClient }) {
  const { t } = useTranslation();
  const trackers = useShown(client, (shown) => shown.trackers);
  if (trackers === null) return <p className="lock">{t('trackers.notConnected')}</p>;
  if (trackers.length === 0)
    return (
      <section className="lock none">
        <h2>{t('trackers.none.sentence')}</h2>
        <ul>
          <li>{t('trackers.none.plug')}</li>
          <li>{t('trackers.none.setUp')}</li>
          <li>{t('trackers.none.pointer')}</li>
        </ul>
      </section>
    );
  return trackers.map((status) => <TrackerCard key={status.health.source} status={status} />);
}
