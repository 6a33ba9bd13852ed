import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RefusalId } from '../../protocol/refusals.ts';
import type { PageClient } from './pageClient.ts';
import { isUnanswered, type ShownFault } from './shownFaults.ts';

/** Nobody has seen what has been there for less than this. */
const SEEN_AFTER_MS = 500;

/**
 * "I have looked" for the alarms of the list, by hand: what an attendant must have seen cannot be answered for by a look, so this
 * is nothing that a look chooses. A press that comes with a new alarm is not an answer to it.
 */
export function LookedButton({
  client,
  faults,
  saysRefusal = false,
}: {
  readonly client: PageClient;
  readonly faults: readonly ShownFault[];
  /** Where the page says refusals nowhere else. */
  readonly saysRefusal?: boolean;
}) {
  const { t } = useTranslation();
  const unanswered = faults.filter(isUnanswered);
  const occurrences = unanswered.map(({ alarm }) => alarm?.occurrence).join(' ');
  const shown = useRef({ occurrences: '', sinceMs: 0 });
  const requestId = useRef<string | null>(null);
  const [refusal, setRefusal] = useState<RefusalId | null>(null);

  // Before it is painted: nobody can have pressed for what was not there.
  useLayoutEffect(() => {
    shown.current = { occurrences, sinceMs: performance.now() };
    setRefusal(null);
  }, [occurrences]);

  useEffect(
    () =>
      client.onMessage((message) => {
        if (
          message.type === 'refused' &&
          message.requestId !== null &&
          message.requestId === requestId.current
        )
          setRefusal(message.id);
      }),
    [client],
  );

  if (unanswered.length === 0) return null;
  const press = (): void => {
    if (performance.now() - shown.current.sinceMs < SEEN_AFTER_MS) return;
    setRefusal(null);
    const renderedTick = client.shown().telemetry?.tick;
    if (renderedTick === undefined) {
      setRefusal('staleView');
      return;
    }
    requestId.current = client.request({ type: 'acknowledge', by: 'hand', renderedTick });
  };
  return (
    <div className="looked">
      <button type="button" className="looked-button" onClick={press}>
        <span className="looked-label">{t('control.haveLooked')}</span>
        <span className="looked-hint">{t('alarm.byHand')}</span>
      </button>
      {saysRefusal && refusal ? (
        <p className="looked-refusal" role="status">
          {t(`refusal.${refusal}.sentence`)} {t(`refusal.${refusal}.advice`)}
        </p>
      ) : null}
    </div>
  );
}
