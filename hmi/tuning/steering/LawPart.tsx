import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readUncomparedModel } from '../../../controller/gaze/strategies/learned/readModel.ts';
import { LARGEST_MODEL_CHARS, type LearnedModel } from '../../../protocol/learnedModel.ts';
import type { Words } from '../../../protocol/words.ts';
import { FileChoice } from '../FileChoice.tsx';
import { Fact } from '../NumberEntry.tsx';
import type { SteeringEntry } from './steeringDraft.ts';

/** The learned law: the file it is chosen from, what it was learned from, and how well it fits. */
export function LawPart({
  model,
  isSaved,
  onEnter,
}: {
  readonly model: LearnedModel | null;
  readonly isSaved: boolean;
  readonly onEnter: (entry: SteeringEntry) => void;
}) {
  const { t } = useTranslation();
  const [wrong, setWrong] = useState<Words | null>(null);
  const take = (text: string | null): void => {
    if (text === null) {
      setWrong({
        sentence: t('steeringSetup.problem.unreadable.sentence'),
        advice: t('steeringSetup.problem.unreadable.advice'),
      });
      return;
    }
    // Its hash is compared by control before it is in force: a page on the local network can make none.
    const read = readUncomparedModel(text);
    setWrong(read.kind === 'refused' ? read : null);
    if (read.kind === 'read') onEnter({ type: 'model', model: read.model });
  };
  return (
    <div className="part" data-part="law">
      <div className="part-head">
        <h3>{t('steering.strategy.learned.label')}</h3>
        <FileChoice label={t('steeringSetup.law.choose')} mostChars={LARGEST_MODEL_CHARS} onText={take} />
      </div>
      <p className="part-hint">{t('steeringSetup.law.hint')}</p>
      <p role="status" className="part-problem">
        {wrong ? (
          <>
            <strong>{wrong.sentence}</strong> {wrong.advice}
          </>
        ) : null}
      </p>
      {model ? <LawFacts model={model} isSaved={isSaved} /> : <p>{t('steeringSetup.law.none')}</p>}
    </div>
  );
}

function LawFacts({ model, isSaved }: { readonly model: LearnedModel; readonly isSaved: boolean }) {
  const { t } = useTranslation();
  const { name, training, provenance, hash } = model;
  const { recordings, people, seconds, samples, explained, rmsErrorDegPerS } = training;
  const percent = (share: number): string => (100 * share).toFixed(0);
  return (
    <>
      <dl className="law">
        <Fact name={t('steeringSetup.law.name')} value={name} />
        <Fact
          name={t('steeringSetup.law.trained')}
          value={t('steeringSetup.law.trainedOf', {
            recordings,
            people,
            seconds: seconds.toFixed(0),
            samples,
          })}
        />
        <Fact
          name={t('steeringSetup.law.explained')}
          value={t('steeringSetup.law.explainedOf', {
            yaw: percent(explained.yaw),
            pitch: percent(explained.pitch),
          })}
        />
        <Fact
          name={t('steeringSetup.law.error')}
          value={t('steeringSetup.law.errorOf', {
            yaw: rmsErrorDegPerS.yaw.toFixed(1),
            pitch: rmsErrorDegPerS.pitch.toFixed(1),
          })}
        />
        <Fact
          name={t('steeringSetup.law.sources')}
          value={provenance.sources.map((source) => source.name).join(', ')}
        />
        <Fact name={t('steeringSetup.law.hash')} value={hash} />
      </dl>
      <p className="part-hint">
        {t('steeringSetup.law.honest')} {t('steeringSetup.law.kept')}
        {isSaved ? null : <span className="parameter-changed">{t('steeringSetup.changed')}</span>}
      </p>
    </>
  );
}
