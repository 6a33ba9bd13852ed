import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LARGEST_FIT_CHARS } from '../../../protocol/personalFit.ts';
import type { Profile } from '../../../protocol/profile.ts';
import { SentenceAndAdvice } from '../applying.tsx';
import { FileChoice } from '../FileChoice.tsx';
import { FitTable } from './FitTable.tsx';
import { type FitField, type FitRead, fitRows, readFit } from './fitRows.ts';

/** Figures that a recording proposes. They are put into fields, where they wait to be applied like anything else that is entered. */
export function FitSection({
  profile,
  enteredIn,
  onPut,
}: {
  readonly profile: Profile;
  /** What a field shows that is not saved; undefined where it shows what is. */
  readonly enteredIn: (field: FitField) => number | undefined;
  readonly onPut: (field: FitField, value: number) => void;
}) {
  const { t } = useTranslation();
  const [read, setRead] = useState<FitRead | 'unreadable' | null>(null);
  return (
    <section className="group" aria-labelledby="group-fit">
      <h2 id="group-fit">{t('steeringSetup.fit.title')}</h2>
      <p className="group-hint">{t('steeringSetup.fit.hint')}</p>
      <div className="parts">
        <div className="part">
          <div>
            <FileChoice
              label={t('steeringSetup.fit.choose')}
              mostChars={LARGEST_FIT_CHARS}
              onText={(text) => setRead(text === null ? 'unreadable' : readFit(text))}
            />
          </div>
          <p role="status" className="part-problem">
            <ReadProblem read={read} />
          </p>
          {read !== null && read !== 'unreadable' && read.kind === 'read' && read.file.kind === 'fitted' ? (
            <>
              <p className="fit-of">
                <strong>
                  {t('steeringSetup.fit.of', {
                    name: read.file.recording.name,
                    seconds: read.file.seconds.toFixed(0),
                  })}
                </strong>{' '}
                {t('steeringSetup.fit.hash')} <code>{read.file.recording.sha256}</code>
              </p>
              <FitTable rows={fitRows(read.file.proposed, profile)} enteredIn={enteredIn} onPut={onPut} />
            </>
          ) : null}
        </div>
      </div>
    </section>
  );
}

/** Why there is nothing to show of the file that was chosen last. */
function ReadProblem({ read }: { readonly read: FitRead | 'unreadable' | null }) {
  const { t } = useTranslation();
  if (read === null) return null;
  if (read === 'unreadable') return <SentenceAndAdvice of="steeringSetup.problem.unreadable" />;
  if (read.kind === 'refused')
    return (
      <>
        <SentenceAndAdvice of={`steeringSetup.fit.problem.${read.problem}`} />
        {read.detail === null ? null : <span className="says-detail">{read.detail}</span>}
      </>
    );
  const { file } = read;
  return file.kind === 'fitted' ? null : (
    <>
      <strong>
        {t('steeringSetup.fit.tooLittle')} {file.sentence}
      </strong>{' '}
      {file.advice}
    </>
  );
}
