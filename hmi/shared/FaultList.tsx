import { useTranslation } from 'react-i18next';
import { FAULT_IDS, FAULTS, type FaultId } from '../../protocol/faults.ts';
import type { PageClient } from './pageClient.ts';
import { useShown } from './useShown.ts';

/** The marks of IEC 60601-1-8 beside the colour: three for high, two for medium, one for low. */
const MARKS = { none: 'i', low: '!', medium: '!!', high: '!!!' } as const;
const ORDER = ['high', 'medium', 'low', 'none'] as const;

/** The faults that are shown. Telemetry repeats them in every tick: they are compared by what they are, not by the list. */
export function useFaults(client: PageClient): readonly FaultId[] {
  const present = useShown(client, ({ standing, telemetry }) =>
    standing === 'current' && telemetry ? telemetry.faults.map(({ id }) => id).join(' ') : '',
  ).split(' ');
  return FAULT_IDS.filter((id) => present.includes(id));
}

export function mostUrgentFirst(faults: readonly FaultId[]): readonly FaultId[] {
  return faults.toSorted((a, b) => ORDER.indexOf(FAULTS[a].priority) - ORDER.indexOf(FAULTS[b].priority));
}

/** What is wrong, the most urgent first: what, and what to do. */
export function FaultList({
  faults,
  limit = FAULT_IDS.length,
}: {
  readonly faults: readonly FaultId[];
  /** More than this many are counted, not told. */
  readonly limit?: number;
}) {
  const { t } = useTranslation();
  const sorted = mostUrgentFirst(faults);
  return (
    <ul className="faults">
      {sorted.slice(0, limit).map((id) => {
        const { priority } = FAULTS[id];
        return (
          <li key={id} className="fault" data-priority={priority}>
            <span className="fault-mark" role="img" aria-label={t(`priority.${priority}`)}>
              {MARKS[priority]}
            </span>
            <span className="fault-words">
              <strong className="fault-sentence">{t(`fault.${id}.sentence`)}</strong>
              <span className="fault-advice">{t(`fault.${id}.advice`)}</span>
            </span>
          </li>
        );
      })}
      {sorted.length > limit ? (
        <li className="faults-more">{t('moreFaults', { count: sorted.length - limit })}</li>
      ) : null}
    </ul>
  );
}
