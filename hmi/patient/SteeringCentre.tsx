import { useTranslation } from 'react-i18next';
import { isChecked } from '../../controller/gaze/dwell/eyeCheck.ts';
import type { ScreenId } from '../../controller/gaze/dwell/screens.ts';
import type { Painters } from '../shared/frameLoop.ts';
import { type HeadDrawing, HeadView } from '../shared/HeadView.tsx';
import { EyeMarks } from './EyeMarks.tsx';
import { IntentLeft } from './IntentLeft.tsx';
import type { FrameDrawing } from './picture.ts';
import type { ShownSteering } from './steeringShown.ts';

const SCREENS = [
  'calmSteer',
  'steerConfirm',
  'steer',
  'steerGoOn',
  'steerWatch',
  'eyeCheck',
  'eyeCheckTold',
] as const satisfies readonly ScreenId[];
type SteeringScreen = (typeof SCREENS)[number];

export function isSteeringScreen(screen: ScreenId): screen is SteeringScreen {
  return SCREENS.some((one) => one === screen);
}

/** Where the sentence and the advice are found that say why gaze cannot steer now; null where it can. */
function obstacleKey({ isUnheard, obstacle }: ShownSteering): string | null {
  if (isUnheard) return 'steering.unheard';
  if (obstacle === null) return null;
  return isChecked(obstacle) ? 'steering.checkFirst' : `refusal.${obstacle}`;
}

/** The centre of the screens on which gaze steers, or might. */
export function SteeringCentre({
  screen,
  steering,
  releaseMs,
  headPainters,
  framePainters,
}: {
  readonly screen: SteeringScreen;
  readonly steering: ShownSteering;
  /** After so long steering ends by itself. */
  readonly releaseMs: number;
  readonly headPainters: Painters<HeadDrawing>;
  readonly framePainters: Painters<FrameDrawing>;
}) {
  const { t } = useTranslation();
  const { told } = steering;
  switch (screen) {
    case 'calmSteer':
      return (
        <section className="centre">
          <HeadView painters={headPainters} />
          <Offered steering={steering} />
        </section>
      );
    case 'steerConfirm':
      return (
        <section className="centre">
          <HeadView painters={headPainters} />
          <Words
            title={t('steering.question')}
            advice={t('steering.questionHint', { seconds: releaseMs / 1000 })}
          />
        </section>
      );
    case 'steer':
    case 'steerGoOn':
      return (
        <section className="centre">
          <HeadView painters={headPainters} />
          <IntentLeft
            steering={steering}
            isAsked={screen === 'steerGoOn'}
            releaseMs={releaseMs}
            painters={framePainters}
          />
        </section>
      );
    case 'steerWatch':
      return (
        <section className="centre">
          <HeadView painters={headPainters} />
          <Words title={t('steering.watch')} advice={t('steering.watchHint')} />
        </section>
      );
    case 'eyeCheck':
      return <EyeMarks steering={steering} painters={framePainters} />;
    case 'eyeCheckTold': {
      const key =
        told === 'noAnswer' || told === 'notFilled' || told === 'tooNarrow' ? 'steering.told' : 'refusal';
      return (
        <section className="centre">
          <Words title={t(`${key}.${told}.sentence`)} advice={t(`${key}.${told}.advice`)} />
        </section>
      );
    }
  }
}

function Words({ title, advice }: { readonly title: string; readonly advice: string }) {
  return (
    <div className="centre-words" role="status">
      <h2 className="centre-title">{title}</h2>
      <p className="centre-advice">{advice}</p>
    </div>
  );
}

/** Nothing moves: what has just ended, what following the eyes means for this person, and what speaks against it. */
function Offered({ steering }: { readonly steering: ShownSteering }) {
  const { t } = useTranslation();
  const { ended, strategy } = steering;
  const obstacle = obstacleKey(steering);
  const title = ended ? t(`steering.ended.${ended}`) : t('question.calm');
  const advice = ended ? t(ended === 'checked' ? 'steering.begin' : 'steering.again') : t('steering.hint');
  return (
    <div className="centre-words" role="status">
      <h2 className="centre-title">{title}</h2>
      {obstacle ? (
        <p className="centre-advice">
          <strong>{t(`${obstacle}.sentence`)}</strong> {t(`${obstacle}.advice`)}
        </p>
      ) : (
        <p className="centre-advice">{advice}</p>
      )}
      <p className="follow-what">
        <strong>{t(`steering.strategy.${strategy}.label`)}:</strong>{' '}
        {t(`steering.strategy.${strategy}.description`)}
      </p>
    </div>
  );
}
