import { useTranslation } from 'react-i18next';
import type { GazeSource } from '../../../protocol/gazeSample.ts';
import { GAZE_STRATEGY_IDS } from '../../../protocol/steering.ts';
import type { SteeringChoice } from '../../../protocol/steeringChoice.ts';
import type { Words } from '../../../protocol/words.ts';
import { Choices } from './Choices.tsx';
import type { SteeringEntry } from './steeringDraft.ts';
import { type SteeringForm, screenOf } from './steeringForm.ts';
import { type Suit, suitOf } from './suits.ts';

/** Which way of steering, each with whether it suits the screen that is entered and the tracker that is heard now. */
export function StrategyPart({
  form,
  saved,
  source,
  isHeadKnown,
  onEnter,
}: {
  readonly form: SteeringForm;
  readonly saved: SteeringChoice;
  readonly source: GazeSource | null;
  readonly isHeadKnown: boolean;
  readonly onEnter: (entry: SteeringEntry) => void;
}) {
  const { t } = useTranslation();
  const screen = screenOf(form);
  return (
    <div className="part">
      <h3>{t('steeringSetup.strategy.title')}</h3>
      <Choices
        name="strategy"
        label={t('steeringSetup.strategy.title')}
        ids={GAZE_STRATEGY_IDS}
        chosen={form.strategy}
        onChoose={(strategy) => onEnter({ type: 'strategy', strategy })}
        words={(id) => ({
          label: t(`steering.strategy.${id}.label`),
          description: (
            <>
              {t(`steering.strategy.${id}.description`)}
              {id === saved.gazeStrategy ? (
                <span className="choice-saved">{t('steeringSetup.strategy.chosen')}</span>
              ) : null}
              <SuitWords
                suit={suitOf(id, screen, form.mount, source, isHeadKnown)}
                isHeard={source !== null}
              />
            </>
          ),
        })}
      />
    </div>
  );
}

function SuitWords({ suit, isHeard }: { readonly suit: Suit; readonly isHeard: boolean }) {
  const { t } = useTranslation();
  const told = (words: Words | null): string =>
    words ? `${words.sentence} ${words.advice}` : t('steeringSetup.strategy.itSuits');
  switch (suit.kind) {
    case 'off':
      return null;
    case 'suits':
      return (
        <span className="suit" data-suit="suits">
          {t(isHeard ? 'steeringSetup.strategy.suits' : 'steeringSetup.strategy.suitsAny')}
        </span>
      );
    case 'unsuited':
      return (
        <span className="suit" data-suit="unsuited">
          <strong>{suit.words.sentence}</strong> {suit.words.advice}
        </span>
      );
    case 'depends':
      return (
        <span className="suit" data-suit="depends">
          <strong>{t('steeringSetup.strategy.ofScreen')}</strong> {told(suit.screen)}{' '}
          <strong>{t('steeringSetup.strategy.ofEyes')}</strong> {told(suit.eyes)}
        </span>
      );
  }
}
