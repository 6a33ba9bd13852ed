import { Button, Group, Input } from 'react-aria-components';
import { useTranslation } from 'react-i18next';

export const NUMBER_FORMAT = { maximumFractionDigits: 3, useGrouping: false } as const;

/** The field itself, inside a NumberField: a step less, the number, its unit, a step more. */
export function NumberEntry({ unit }: { readonly unit: string }) {
  const { t } = useTranslation();
  return (
    <Group className="number">
      <Button slot="decrement" className="number-step" aria-label={t('tuning.decrease')}>
        −
      </Button>
      <Input className="number-input" />
      <span className="number-unit">{unit}</span>
      <Button slot="increment" className="number-step" aria-label={t('tuning.increase')}>
        +
      </Button>
    </Group>
  );
}

export function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div className="fact">
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
