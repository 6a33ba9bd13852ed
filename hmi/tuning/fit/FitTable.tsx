import { Button } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { WORLD_HINGE_SETTINGS } from '../../../controller/gaze/strategies/worldHinge.ts';
import { PARAMETERS } from '../../../protocol/parameters.ts';
import type { FitFigure } from '../../../protocol/personalFit.ts';
import type { FitField, FitRow } from './fitRows.ts';

/** In as many figures as mean anything. */
const shown = (value: number): string => (Math.abs(value) < 10 ? value.toFixed(2) : value.toFixed(0));

const UNITS: Readonly<Record<FitFigure, string>> = {
  eyeOnlyDeg: 'deg',
  hingeThresholdDeg: 'deg',
  hingeGain: '',
  headDelayMs: 'ms',
  dwellMs: 'ms',
};

function labelOf(field: FitField): string {
  return field.kind === 'hinge' ? WORLD_HINGE_SETTINGS[field.key].label : PARAMETERS[field.id].label;
}

export function FitTable({
  rows,
  enteredIn,
  onPut,
}: {
  readonly rows: readonly FitRow[];
  readonly enteredIn: (field: FitField) => number | undefined;
  readonly onPut: (field: FitField, value: number) => void;
}) {
  const { t } = useTranslation();
  const names = ['figure', 'now', 'proposed', 'interval', 'weight', 'field'] as const;
  return (
    <table className="fit">
      <thead>
        <tr>
          {names.map((name) => (
            <th key={name} scope="col">
              {t(`steeringSetup.fit.${name}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row key={row.figure} row={row} enteredIn={enteredIn} onPut={onPut} />
        ))}
      </tbody>
    </table>
  );
}

function Row({
  row,
  enteredIn,
  onPut,
}: {
  readonly row: FitRow;
  readonly enteredIn: (field: FitField) => number | undefined;
  readonly onPut: (field: FitField, value: number) => void;
}) {
  const { t } = useTranslation();
  const { figure, value, low, high, weight, from, population, sentence, target } = row;
  const withUnit = (text: string): string => `${text} ${UNITS[figure]}`.trim();
  const cell = (name: 'now' | 'proposed' | 'interval' | 'weight' | 'field', content: React.ReactNode) => (
    <td data-name={t(`steeringSetup.fit.${name}`)}>{content}</td>
  );
  return (
    <tr data-fit={figure}>
      <th scope="row">
        {t(`steeringSetup.fit.figures.${figure}`)}
        <span className="fit-sentence">{sentence}</span>
      </th>
      {cell('now', target ? <Now target={target} withUnit={withUnit} /> : '–')}
      {cell('proposed', <strong>{withUnit(shown(value))}</strong>)}
      {cell('interval', withUnit(t('tuning.to', { min: shown(low), max: shown(high) })))}
      {cell(
        'weight',
        <>
          {(100 * weight).toFixed(0)} %
          <span className="fit-note">{t('steeringSetup.fit.from', { count: from })}</span>
          <span className="fit-note">
            {t('steeringSetup.fit.people', { mean: shown(population.mean), sd: shown(population.sd) })}
          </span>
        </>,
      )}
      {cell(
        'field',
        target ? (
          <Put target={target} entered={enteredIn(target.field)} withUnit={withUnit} onPut={onPut} />
        ) : (
          t(`steeringSetup.fit.noField.${figure}`)
        ),
      )}
    </tr>
  );
}

type Target = NonNullable<FitRow['target']>;

function Now({ target, withUnit }: { readonly target: Target; readonly withUnit: (text: string) => string }) {
  const { t } = useTranslation();
  return (
    <>
      {withUnit(String(target.now))}
      {target.isSaved ? null : (
        <span className="fit-note">
          {t('steeringSetup.fit.asDefault', { label: t('steering.strategy.worldHinge.label') })}
        </span>
      )}
    </>
  );
}

function Put({
  target,
  entered,
  withUnit,
  onPut,
}: {
  readonly target: Target;
  readonly entered: number | undefined;
  readonly withUnit: (text: string) => string;
  readonly onPut: (field: FitField, value: number) => void;
}) {
  const { t } = useTranslation();
  const { field, value, now, isBeyond, isSaved } = target;
  const isIn = (entered ?? now) === value;
  const whereIs = entered !== undefined ? 'entered' : isSaved ? 'isNow' : 'isDefault';
  const words = withUnit(String(value));
  return (
    <>
      <Button
        className="undo"
        isDisabled={isIn}
        onPress={() => onPut(field, value)}
        aria-label={t('steeringSetup.fit.putOf', { value: words, label: labelOf(field) })}
      >
        {t('steeringSetup.fit.put', { value: words })}
      </Button>
      {isBeyond ? <span className="fit-note">{t('steeringSetup.fit.beyond', { value: words })}</span> : null}
      <span className="fit-note" role="status">
        {isIn ? t(`steeringSetup.fit.${whereIs}`) : null}
      </span>
      {isIn && entered !== undefined && field.kind === 'hinge' && !isSaved ? (
        <span className="fit-note">
          {t('steeringSetup.fit.waits', { label: t('steering.strategy.worldHinge.label') })}
        </span>
      ) : null}
    </>
  );
}
