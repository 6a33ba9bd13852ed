import { Button, Label, NumberField, Text } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { Fact, NUMBER_FORMAT, NumberEntry } from '../NumberEntry.tsx';
import { fieldProblem } from './steeringForm.ts';

/** One figure of the section: what it is, what it may be, what is saved, and a field. It is applied with all the others. */
export function SteeringField({
  name,
  label,
  description,
  unit,
  bounds,
  step,
  value,
  saved,
  byDefault = null,
  onEnter,
}: {
  readonly name: string;
  readonly label: string;
  readonly description: string;
  readonly unit: string;
  readonly bounds: { readonly min: number; readonly max: number };
  readonly step: number;
  readonly value: number;
  /** Null where nothing is saved that the figure could be held to. */
  readonly saved: number | null;
  readonly byDefault?: number | null;
  readonly onEnter: (value: number) => void;
}) {
  const { t } = useTranslation();
  const problem = fieldProblem(value, bounds);
  const isChanged = value !== (saved ?? byDefault) && !(saved === null && Number.isNaN(value));
  const withUnit = (text: string): string => `${text} ${unit}`.trim();
  return (
    <NumberField
      className="parameter"
      data-figure={name}
      data-changed={isChanged}
      value={value}
      onChange={onEnter}
      minValue={bounds.min}
      maxValue={bounds.max}
      step={step}
      commitBehavior="validate"
      validationBehavior="aria"
      isInvalid={problem !== null}
      formatOptions={NUMBER_FORMAT}
    >
      <div className="parameter-what">
        <Label className="parameter-label">{label}</Label>
        <Text slot="description" className="parameter-description">
          {description}
        </Text>
      </div>
      <dl className="parameter-facts">
        <Fact name={t('tuning.bounds')} value={withUnit(t('tuning.to', bounds))} />
        {byDefault === null ? null : <Fact name={t('tuning.default')} value={withUnit(String(byDefault))} />}
      </dl>
      <div className="parameter-entry">
        <NumberEntry unit={unit} />
        <p className="parameter-saved">
          {saved === null ? null : (
            <>
              {t('tuning.saved')} <strong>{withUnit(String(saved))}</strong>
            </>
          )}
          {isChanged ? <span className="parameter-changed">{t('steeringSetup.changed')}</span> : null}
        </p>
      </div>
      <div className="parameter-do">
        {byDefault === null || byDefault === value ? null : (
          <Button
            className="undo"
            slot={null}
            onPress={() => onEnter(byDefault)}
            aria-label={t('steeringSetup.settings.resetOf', { label })}
          >
            {t('steeringSetup.settings.reset')}
          </Button>
        )}
      </div>
      <div className="parameter-says">
        {problem === null ? null : (
          <Text slot="errorMessage" className="says-problem">
            {t(`steeringSetup.problem.${problem.kind}`, { label, unit, ...problem })}
          </Text>
        )}
      </div>
    </NumberField>
  );
}
