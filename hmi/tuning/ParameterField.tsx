import { memo } from 'react';
import { Button, Label, NumberField, Text } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { PARAMETERS, type ParameterId, type ParameterValues } from '../../protocol/parameters.ts';
import type { PageClient } from '../shared/pageClient.ts';
import { OutcomeWords, useOutcome } from './applying.tsx';
import { Fact, NUMBER_FORMAT, NumberEntry } from './NumberEntry.tsx';
import { judgeDraft } from './parameterDraft.ts';

/** One parameter: what it is, what it may be, what is saved, and a field to change it. Nothing entered is lost by a refusal. */
export const ParameterField = memo(function ParameterField({
  id,
  client,
  saved,
  hash,
  isLocked,
  entered,
  onEnter,
}: {
  readonly id: ParameterId;
  readonly client: PageClient;
  readonly saved: ParameterValues;
  readonly hash: string;
  readonly isLocked: boolean;
  /** Not applied yet; null where the field shows what is saved. */
  readonly entered: number | null;
  readonly onEnter: (id: ParameterId, value: number | null) => void;
}) {
  const { t } = useTranslation();
  const info = PARAMETERS[id];
  const label = t(`parameter.${id}.label`);
  const [outcome, setOutcome] = useOutcome(client);
  const value = entered ?? saved[id];
  const { isChanged, problem, isUnusual } = judgeDraft(saved, id, value);
  const isApplying = outcome.kind === 'applying';

  const apply = (): void => {
    const requestId = client.request({ type: 'setParameter', parameter: id, value, basedOn: hash });
    setOutcome(requestId === null ? { kind: 'notSent' } : { kind: 'applying', requestId });
  };
  const undo = (): void => {
    onEnter(id, null);
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
        onEnter(id, next === saved[id] ? null : next);
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
        <NumberEntry unit={info.unit} />
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
        <OutcomeWords outcome={outcome} isChanged={isChanged} />
      </div>
    </NumberField>
  );
});
