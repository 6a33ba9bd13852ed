import { useEffect, useRef, useState } from 'react';
import { Button } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { needsGate } from '../../../controller/gaze/strategies/registry.ts';
import type { SteeringChoice } from '../../../protocol/steeringChoice.ts';
import type { PageClient } from '../../shared/pageClient.ts';
import { useShown } from '../../shared/useShown.ts';
import { OutcomeWords, SentenceAndAdvice, useOutcome } from '../applying.tsx';
import { gateCommand } from './gateCommand.ts';
import { LawPart } from './LawPart.tsx';
import { ScreenPart } from './ScreenPart.tsx';
import { SettingsPart } from './SettingsPart.tsx';
import { GateCommand, SteeringState, shownLoopDelayMs } from './SteeringState.tsx';
import { StrategyPart } from './StrategyPart.tsx';
import {
  enter,
  isChangedElsewhere,
  isNothing,
  isSameChoice,
  isSameLaw,
  NOTHING_ENTERED,
  placeOf,
  type SteeringDraft,
  type SteeringEntry,
  settle,
} from './steeringDraft.ts';
import { fitsOneMessage, formOf, type Judged, judgeForm } from './steeringForm.ts';
import { heardSource } from './suits.ts';

/** Screen, way of steering and its figures, applied in one: what suits hangs on what else is chosen. */
export function SteeringSection({
  client,
  saved,
  hash,
  isLocked,
  draft,
  onDraft,
}: {
  readonly client: PageClient;
  readonly saved: SteeringChoice;
  readonly hash: string;
  readonly isLocked: boolean;
  readonly draft: SteeringDraft;
  readonly onDraft: (change: (draft: SteeringDraft) => SteeringDraft) => void;
}) {
  const { t } = useTranslation();
  const source = useShown(client, ({ telemetry, trackers }) =>
    heardSource(telemetry?.steering?.source ?? null, trackers),
  );
  const isHeadKnown = useShown(client, ({ telemetry }) => (telemetry?.measured ?? null) !== null);
  const form = formOf(saved, draft);
  const onEnter = (entry: SteeringEntry): void => onDraft((now) => enter(now, saved, entry));
  return (
    <section className="group steering" aria-labelledby="group-steering">
      <h2 id="group-steering">{t('steeringSetup.title')}</h2>
      <p className="group-hint">{t('steeringSetup.hint')}</p>
      <div className="parts">
        <SteeringState client={client} source={source} />
        <ScreenPart form={form} saved={saved} onEnter={onEnter} />
        <StrategyPart form={form} saved={saved} source={source} isHeadKnown={isHeadKnown} onEnter={onEnter} />
        <SettingsPart form={form} saved={saved} onEnter={onEnter} />
        {form.strategy === 'learned' ? (
          <LawPart
            model={form.learnedModel}
            isSaved={form.learnedModel?.hash === saved.learnedModel?.hash}
            onEnter={onEnter}
          />
        ) : null}
        <Applying
          client={client}
          saved={saved}
          hash={hash}
          isLocked={isLocked}
          draft={draft}
          onDraft={onDraft}
          judged={judgeForm(form)}
        />
      </div>
    </section>
  );
}

function Applying({
  client,
  saved,
  hash,
  isLocked,
  draft,
  onDraft,
  judged,
}: Parameters<typeof SteeringSection>[0] & { readonly judged: Judged }) {
  const { t } = useTranslation();
  const [outcome, setOutcome] = useOutcome(client);
  const sent = useRef<SteeringChoice | null>(null);
  /** What was in force before, to tell whether the law is another one. */
  const [before, setBefore] = useState<SteeringChoice | null>(null);
  useEffect(() => onDraft((now) => settle(now, saved, sent.current)), [saved, onDraft]);

  const isApplying = outcome.kind === 'applying';
  const choice = judged.kind === 'whole' ? judged.choice : null;
  const isChanged = choice ? !isSameChoice(choice, saved) : !isNothing(draft);
  const isTooLarge = isChanged && choice !== null && !fitsOneMessage(choice, hash);
  const apply = (): void => {
    if (!choice) return;
    const requestId = client.request({ type: 'setSteering', steering: choice, basedOn: hash });
    if (requestId !== null) {
      sent.current = choice;
      setBefore(saved);
    }
    setOutcome(requestId === null ? { kind: 'notSent' } : { kind: 'applying', requestId });
  };
  const revert = (): void => {
    onDraft(() => NOTHING_ENTERED);
    setOutcome({ kind: 'none' });
  };
  const isNewLaw = outcome.kind === 'applied' && !isChanged && before !== null && !isSameLaw(before, saved);
  return (
    <div className="part applying">
      <div className="parameter-says">
        {isChangedElsewhere(draft, saved) && !isApplying ? (
          <p className="says-unusual" role="status">
            <strong>{t('steeringSetup.elsewhere.sentence')}</strong>{' '}
            {t('steeringSetup.elsewhere.advice', {
              strategy: t(`steering.strategy.${saved.gazeStrategy}.label`),
              screen: t(`steeringSetup.screen.mount.${placeOf(saved)}.label`),
            })}
          </p>
        ) : null}
        <Speaking judged={judged} isTooLarge={isTooLarge} />
        <OutcomeWords outcome={outcome} isChanged={isChanged} />
        {isNewLaw ? <GateNext client={client} saved={saved} /> : null}
      </div>
      <div className="parameter-do">
        <Button className="undo" isDisabled={isNothing(draft) || isApplying} onPress={revert}>
          {t('steeringSetup.revert')}
        </Button>
        <Button
          className="apply"
          isDisabled={!isChanged || !choice || isTooLarge || isLocked || isApplying}
          onPress={apply}
        >
          {t('steeringSetup.apply')}
        </Button>
      </div>
    </div>
  );
}

/** What speaks against what is entered, before anything is sent. */
function Speaking({ judged, isTooLarge }: { readonly judged: Judged; readonly isTooLarge: boolean }) {
  const { t } = useTranslation();
  if (isTooLarge)
    return (
      <p className="says-problem">
        <SentenceAndAdvice of="steeringSetup.problem.tooLarge" />
      </p>
    );
  switch (judged.kind) {
    case 'whole':
      return null;
    case 'fields':
      return <p className="says-problem">{t('steeringSetup.problem.fields')}</p>;
    case 'strategy':
      return (
        <p className="says-problem">
          {judged.words.sentence} {judged.words.advice}
        </p>
      );
  }
}

function GateNext({ client, saved }: { readonly client: PageClient; readonly saved: SteeringChoice }) {
  const { t } = useTranslation();
  const loopDelayMs = useShown(client, shownLoopDelayMs);
  if (saved.gazeStrategy === 'none') return null;
  if (!needsGate(saved.gazeStrategy)) return <p>{t('steeringSetup.gate.notNeeded')}</p>;
  return (
    <>
      <p>{t('steeringSetup.gate.sentence')}</p>
      <GateCommand command={gateCommand(saved.gazeStrategy, loopDelayMs)} />
    </>
  );
}
