import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RefusalId } from '../../protocol/refusals.ts';
import type { PageClient } from '../shared/pageClient.ts';

/** Control checks, the brace confirms and the disk keeps a value well within this time. */
const ANSWER_WITHIN_MS = 5000;

/** What became of what was applied last. */
export type Outcome =
  | { readonly kind: 'none' }
  | { readonly kind: 'applying'; readonly requestId: string }
  | { readonly kind: 'applied' }
  | { readonly kind: 'refused'; readonly id: RefusalId; readonly detail: string | null }
  | { readonly kind: 'notSent' }
  | { readonly kind: 'noAnswer' };

/** What became of it, in words; what was applied is no longer news once something else is entered. */
export function OutcomeWords({
  outcome,
  isChanged,
}: {
  readonly outcome: Outcome;
  readonly isChanged: boolean;
}) {
  const isOver = outcome.kind === 'applied' && isChanged;
  return (
    <p role="status" className="says-outcome" data-outcome={isOver ? 'none' : outcome.kind}>
      {isOver ? null : <WordsOf outcome={outcome} />}
    </p>
  );
}

function WordsOf({ outcome }: { readonly outcome: Outcome }) {
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

export function SentenceAndAdvice({ of }: { readonly of: string }) {
  const { t } = useTranslation();
  return (
    <>
      <strong>{t(`${of}.sentence`)}</strong> {t(`${of}.advice`)}
    </>
  );
}

/** Follows one request from its sending to its answer. */
export function useOutcome(client: PageClient): readonly [Outcome, (outcome: Outcome) => void] {
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
