import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { ALARM_SIGNALS } from '../../protocol/alarmSignals.ts';
import { FAULT_IDS } from '../../protocol/faults.ts';
import type { PageClient } from './pageClient.ts';
import { type ShownFault, shownFaults } from './shownFaults.ts';
import { useShown } from './useShown.ts';

/** The faults that are shown. Telemetry repeats them in every tick: they are compared by what they are, not by the list. */
export function useFaults(client: PageClient): readonly ShownFault[] {
  const text = useShown(client, (shown) => JSON.stringify(shownFaults(shown)));
  return useMemo(() => JSON.parse(text) as readonly ShownFault[], [text]);
}

/** The lamp of an alarm with its mark; of a status, a mark without a light. */
function Mark({ priority }: Pick<ShownFault, 'priority'>) {
  const { t } = useTranslation();
  const isAlarm = priority !== 'none';
  return (
    <span
      className="fault-mark"
      role="img"
      aria-label={t(`priority.${priority}`)}
      {...(isAlarm ? { 'data-lamp': priority } : {})}
    >
      {isAlarm ? ALARM_SIGNALS[priority].mark : 'i'}
    </span>
  );
}

/** Where an occurrence stands, beyond that it is there; undefined if there is nothing to say. */
function standingKey({ alarm }: ShownFault): 'alarm.over' | 'alarm.acknowledged' | undefined {
  if (alarm === null) return undefined;
  if (!alarm.isConditionPresent) return 'alarm.over';
  return alarm.isAcknowledged ? 'alarm.acknowledged' : undefined;
}

/** What is wrong, the most urgent first: what, and what to do. */
export function FaultList({
  faults,
  limit = FAULT_IDS.length,
}: {
  readonly faults: readonly ShownFault[];
  /** More than this many are counted, not told. */
  readonly limit?: number;
}) {
  const { t } = useTranslation();
  return (
    <ul className="faults">
      {faults.slice(0, limit).map((fault) => {
        const { id, priority } = fault;
        const standing = standingKey(fault);
        return (
          <li key={id} className="fault" data-priority={priority} data-over={standing === 'alarm.over'}>
            <Mark priority={priority} />
            <span className="fault-words">
              <strong className="fault-sentence">{t(`fault.${id}.sentence`)}</strong>
              <span className="fault-advice">{t(`fault.${id}.advice`)}</span>
              {standing ? <span className="fault-standing">{t(standing)}</span> : null}
            </span>
          </li>
        );
      })}
      {faults.length > limit ? (
        <li className="faults-more">{t('moreFaults', { count: faults.length - limit })}</li>
      ) : null}
    </ul>
  );
}
