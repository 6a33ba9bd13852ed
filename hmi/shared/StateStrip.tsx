import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlarmSound } from './alarmSound.ts';
import { useFaults } from './FaultList.tsx';
import type { PageClient, Shown } from './pageClient.ts';
import { SoundControl, SoundNotice } from './SoundControl.tsx';
import { shownPriority } from './shownFaults.ts';
import { LOOKS, type ShownState, StateShape } from './stateLooks.tsx';
import { useShown } from './useShown.ts';
import { isOtherVersion } from './versionReload.ts';

/** The state that may be shown: unknown unless what the page knows is current. */
export function shownState({ standing, telemetry }: Shown): ShownState {
  return standing === 'current' && telemetry ? telemetry.state : 'unknown';
}

/** Where the words of the state are found among the texts. */
export function wordsKey({ standing, telemetry, settings }: Shown): string {
  if (standing !== 'current' || !telemetry)
    return `standing.${standing === 'current' ? 'connecting' : standing}`;
  return settings ? `reason.${telemetry.reason}` : 'standing.settings';
}

/** Where the words for a page of another version are found, unless something worse is to be said of its connection. */
export function otherVersionKey(shown: Shown): string | null {
  const isSaid = shown.standing === 'current' || shown.standing === 'connecting';
  return isSaid && isOtherVersion(shown) ? 'notice.otherVersion' : null;
}

function isAudioPaused({ standing, telemetry }: Shown): boolean {
  return standing === 'current' && telemetry?.audio.kind === 'paused';
}

/**
 * The line on top of every page: the state as shape, word and colour, why it is so, and what to do; the lamp of the most urgent
 * alarm, and what can be done about its sound.
 */
export function StateStrip({
  client,
  sound,
  notice = null,
  isReasonElsewhere = false,
  isAdviceElsewhere = false,
  saysAlarm = false,
  children,
}: {
  readonly client: PageClient;
  readonly sound: AlarmSound;
  /** Key of words that matter more than the reason just now. */
  readonly notice?: string | null;
  /** The page says the reason in larger words; the strip then says only the state. */
  readonly isReasonElsewhere?: boolean;
  /** The page says in larger words what to do, which need not be what the reason advises. */
  readonly isAdviceElsewhere?: boolean;
  /** The page tells the alarms nowhere else: the most urgent one comes before the reason. */
  readonly saysAlarm?: boolean;
  readonly children?: ReactNode;
}) {
  const { t } = useTranslation();
  const state = useShown(client, shownState);
  const reasonKey = useShown(client, wordsKey);
  const priority = useShown(client, shownPriority);
  const faults = useFaults(client);
  const versionKey = useShown(client, otherVersionKey);
  const noticed = notice ?? versionKey;
  const isPaused = useShown(client, isAudioPaused);
  const [worst] = faults;
  const alarmKey = saysAlarm && worst && worst.priority !== 'none' ? `fault.${worst.id}` : null;
  const key = noticed ?? alarmKey ?? reasonKey;
  const word = t(`state.${state}`);
  const sentence = t(`${key}.sentence`);
  const saidSentence = sentence === `${word}.` ? '' : sentence;
  const advice = key === reasonKey && isAdviceElsewhere ? '' : t(`${key}.advice`);
  // Who cannot see the page hears what is wrong, not only that something is.
  const said = [
    `${word}.`,
    saidSentence,
    advice,
    ...faults.flatMap(({ id }) => [t(`fault.${id}.sentence`), t(`fault.${id}.advice`)]),
    isPaused ? `${t('sound.paused')}.` : '',
  ];
  return (
    <header className="strip" data-look={LOOKS[state]} data-priority={priority} data-state={state}>
      {priority === 'none' ? null : <span className="strip-lamp" data-lamp={priority} />}
      <p className="strip-state">
        <StateShape look={LOOKS[state]} />
        <span className="strip-word">{word}</span>
      </p>
      <p className="strip-words" data-kind={noticed ? 'notice' : alarmKey ? 'alarm' : 'reason'}>
        {key === reasonKey && isReasonElsewhere ? null : (
          <>
            {saidSentence === '' ? null : <span className="strip-sentence">{sentence} </span>}
            {advice === '' ? null : <span className="strip-advice">{advice}</span>}
          </>
        )}
      </p>
      <SoundControl client={client} sound={sound} />
      <div className="strip-more">
        <SoundNotice sound={sound} />
        {children}
      </div>
      <p className="only-read" role="status">
        {said.filter((words) => words !== '').join(' ')}
      </p>
    </header>
  );
}
