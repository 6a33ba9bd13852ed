import { useEffect, useRef, useState } from 'react';
import { Button, Group, Input, Label, NumberField, Text } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { PARAMETERS, type ParameterId, type ParameterValues } from '../../protocol/parameters.ts';
import type { RefusalId } from '../../protocol/refusals.ts';
import type { PageClient } from '../shared/pageClient.ts';
import { judgeDraft } from './parameterDraft.ts';

/** Control checks, the brace confirms and the disk keeps a value well within this time. */
const ANSWER_WITHIN_MS = 5000;

const NUMBER_FORMAT = { maximumFractionDigits: 3, useGrouping: false } as const;

/** What became of the value that was applied last. */
type Outcome =
  | { readonly kind: 'none' }
  | { readonly kind: 'applying'; readonly requestId: string }
  | { readonly kind: 'applied' }
  | { readonly kind: 'refused'; readonly id: RefusalId; readonly detail: string | null }
  | { readonly kind: 'notSent' }
  | { readonly kind: 'noAnswer' };

/** One parameter: what it is, what it may be, what is saved, and a field to change it. Nothing entered is lost by a refusal. */
export function ParameterField({
  id,
  client,
  saved,
  hash,
  isLocked,
}: {
  readonly id: ParameterId;
  readonly client: PageClient;
  readonly saved: ParameterValues;
  readonly hash: string;
  readonly isLocked: boolean;
}) {
  const { t } = useTranslation();
  const info = PARAMETERS[id];
  const label = t(`parameter.${id}.label`);
  const [entered, setEntered] = useState<number | null>(null);
  const [outcome, setOutcome] = useOutcome(client);
  const value = entered ?? saved[id];
  const { isChanged, problem, isUnusual } = judgeDraft(saved, id, value);
  const isApplying = outcome.kind === 'applying';

  const apply = (): void => {
    const requestId = client.request({ type: 'setParameter', parameter: id, value, basedOn: hash });
    setOutcome(requestId === null ? { kind: 'notSent' } : { kind: 'applying', requestId });
  };
  const undo = (): void => {
    setEntered(null);
    setOutcome({ kind: 'none' });
  };

  const range = (bounds: { readonly min: number; readonly max: number }): string =>
    `${t('tuning.to', bounds)} ${info.unit}`;

  return (
    <NumberField
      className="parameter"
      data-parameter={id}
      data-changed={isChanged}
      value={value}
      onChange={(next) => {
        setEntered(next === saved[id] ? null : next);
        setOutcome({ kind: 'none' });
      }}
      minValue={info.absolute.min}
      maxValue={info.absolute.max}
      step={info.step}
      commitBehavior="validate"
      validationBehavior="aria"
      isInvalid={problem !== null}
      formatOptions={NUMBER_FORMAT}
    >
      <div className="parameter-what">
        <Label className="parameter-label">{label}</Label>
        <Text slot="description" className="parameter-description">
          {t(`parameter.${id}.description`)}
        </Text>
      </div>
      <dl className="parameter-facts">
        <Fact name={t('tuning.bounds')} value={range(info.absolute)} />
        <Fact name={t('tuning.recommended')} value={range(info.recommended)} />
        <Fact name={t('tuning.default')} value={`${info.default} ${info.unit}`} />
      </dl>
      <div className="parameter-entry">
        <Group className="number">
          <Button slot="decrement" className="number-step" aria-label={t('tuning.decrease')}>
            −
          </Button>
          <Input className="number-input" />
          <span className="number-unit">{info.unit}</span>
          <Button slot="increment" className="number-step" aria-label={t('tuning.increase')}>
            +
          </Button>
        </Group>
        <p className="parameter-saved">
          {t('tuning.saved')}{' '}
          <strong>
            {saved[id]} {info.unit}
          </strong>
          {isChanged ? <span className="parameter-changed">{t('tuning.changed')}</span> : null}
        </p>
      </div>
      <div className="parameter-do">
        {isChanged ? (
          <Button
            className="undo"
            slot={null}
            isDisabled={isApplying}
            onPress={undo}
            aria-label={t('tuning.revertOf', { label })}
          >
            {t('tuning.revert')}
          </Button>
        ) : null}
        <Button
          className="apply"
          slot={null}
          isDisabled={!isChanged || problem !== null || isLocked || isApplying}
          onPress={apply}
          aria-label={t('tuning.applyOf', { label })}
        >
          {t('tuning.apply')}
        </Button>
      </div>
      <div className="parameter-says">
        {problem === null ? null : (
          <Text slot="errorMessage" className="says-problem">
            {problem}
          </Text>
        )}
        {problem === null && isUnusual ? <p className="says-unusual">{t('tuning.unusual')}</p> : null}
        <p role="status" className="says-outcome" data-outcome={outcome.kind}>
          <OutcomeWords outcome={outcome} />
        </p>
      </div>
    </NumberField>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div className="fact">
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function OutcomeWords({ outcome }: { readonly outcome: Outcome }) {
  const { t } = useTranslation();
  switch (outcome.kind) {
    case 'none':
      return null;
    case 'applying':
      return t('tuning.applying');
    case 'applied':
      return t('tuning.applied');
    case 'notSent':
      return <SentenceAndAdvice of="notice.notSent" />;
    case 'noAnswer':
      return <SentenceAndAdvice of="tuning.noAnswer" />;
    case 'refused':
      return (
        <>
          <SentenceAndAdvice of={`refusal.${outcome.id}`} />
          {outcome.detail === null ? null : <span className="says-detail">{outcome.detail}</span>}
        </>
      );
  }
}

function SentenceAndAdvice({ of }: { readonly of: string }) {
  const { t } = useTranslation();
  return (
    <>
      <strong>{t(`${of}.sentence`)}</strong> {t(`${of}.advice`)}
    </>
  );
}

/** Follows one request from its sending to its answer. */
function useOutcome(client: PageClient): readonly [Outcome, (outcome: Outcome) => void] {
  const [outcome, setOutcome] = useState<Outcome>({ kind: 'none' });
  const pending = useRef<string | null>(null);
  pending.current = outcome.kind === 'applying' ? outcome.requestId : null;

  useEffect(
    () =>
      client.onMessage((message) => {
        if (message.type !== 'accepted' && message.type !== 'refused') return;
        if (message.requestId === null || message.requestId !== pending.current) return;
        setOutcome(
          message.type === 'accepted'
            ? { kind: 'applied' }
            : { kind: 'refused', id: message.id, detail: message.detail },
        );
      }),
    [client],
  );
  useEffect(
    () =>
      client.onClosed(() => {
        if (pending.current !== null) setOutcome({ kind: 'noAnswer' });
      }),
    [client],
  );
  useEffect(() => {
    if (outcome.kind !== 'applying') return;
    const timer = setTimeout(() => setOutcome({ kind: 'noAnswer' }), ANSWER_WITHIN_MS);
    return () => clearTimeout(timer);
  }, [outcome]);

  return [outcome, setOutcome];
}
