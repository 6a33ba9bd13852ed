import { Button } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { SteeringChoice } from '../../../protocol/steeringChoice.ts';
import { SteeringField } from './SteeringField.tsx';
import { type SteeringEntry, savedSettings, tableOf } from './steeringDraft.ts';
import type { SteeringForm } from './steeringForm.ts';

/** The figures of the way that is chosen, from its own table. */
export function SettingsPart({
  form,
  saved,
  onEnter,
}: {
  readonly form: SteeringForm;
  readonly saved: SteeringChoice;
  readonly onEnter: (entry: SteeringEntry) => void;
}) {
  const { t } = useTranslation();
  const { strategy, settings } = form;
  const table = Object.entries(tableOf(strategy));
  if (table.length === 0) return null;
  const isDefault = table.every(([key, info]) => settings[key] === info.default);
  const now = strategy === saved.gazeStrategy ? savedSettings(saved, strategy) : {};
  return (
    <div className="part" data-part="settings">
      <div className="part-head">
        <h3>{t('steeringSetup.settings.title', { label: t(`steering.strategy.${strategy}.label`) })}</h3>
        <Button
          className="undo"
          isDisabled={isDefault}
          onPress={() => onEnter({ type: 'defaults', strategy })}
        >
          {t('steeringSetup.settings.resetAll')}
        </Button>
      </div>
      <div className="parameters">
        {table.map(([key, info]) => (
          <SteeringField
            key={`${strategy}.${key}`}
            name={key}
            label={info.label}
            description={info.description}
            unit={info.unit === 'share' ? '' : info.unit}
            bounds={info}
            step={info.step}
            value={settings[key] ?? Number.NaN}
            saved={now[key] ?? null}
            byDefault={info.default}
            onEnter={(value) => onEnter({ type: 'setting', strategy, key, value })}
          />
        ))}
      </div>
    </div>
  );
}
