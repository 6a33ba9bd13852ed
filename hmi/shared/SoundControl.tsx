import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { soundingAlarm } from '../../protocol/alarmSignals.ts';
import type { AlarmSound } from './alarmSound.ts';
import type { PageClient, Shown } from './pageClient.ts';
import { useShown } from './useShown.ts';

/** Minutes and seconds, never less than what is left. */
export function countdown(remainingMs: number): string {
  const seconds = Math.max(0, Math.ceil(remainingMs / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** What can be done about the sound: nothing, a pause, or the end of one, of which so much is left. */
function offerOf({ standing, telemetry }: Shown): 'nothing' | 'pause' | `resume ${string}` {
  if (standing !== 'current' || !telemetry) return 'nothing';
  const { alarms, audio } = telemetry;
  if (audio.kind === 'paused') return `resume ${countdown(audio.remainingMs)}`;
  return soundingAlarm(alarms, audio) ? 'pause' : 'nothing';
}

/**
 * Pauses the sound of the alarms for two minutes, and ends the pause. By mouse, touch, key or screen reader; nothing to look at,
 * as no look silences an alarm.
 */
export function SoundControl({ client, sound }: { readonly client: PageClient; readonly sound: AlarmSound }) {
  const { t } = useTranslation();
  const offer = useShown(client, offerOf);
  const state = useSyncExternalStore(sound.subscribe, sound.state);
  // What this page cannot sound it cannot pause either; the first key or click makes it able to.
  if (offer === 'nothing' || state === 'blocked') return null;
  const isPaused = offer !== 'pause';
  return (
    <button
      type="button"
      className="sound"
      data-sound={isPaused ? 'paused' : 'on'}
      onClick={() => client.request(isPaused ? { type: 'resumeAudio' } : { type: 'pauseAudio', by: 'hand' })}
    >
      <Bell isPaused={isPaused} />
      <span className="sound-words">
        <span className="sound-label">{t(isPaused ? 'sound.resume' : 'sound.pause')}</span>
        {isPaused ? (
          <span className="sound-left">
            <span className="sound-state">{t('sound.paused')} </span>
            {offer.slice('resume '.length)}
          </span>
        ) : null}
      </span>
    </button>
  );
}

/** Says that this page cannot be heard, and what to do; nothing where it can. */
export function SoundNotice({ sound }: { readonly sound: AlarmSound }) {
  const { t } = useTranslation();
  const state = useSyncExternalStore(sound.subscribe, sound.state);
  if (state === 'running') return null;
  return (
    <span className="sound-off" data-sound={state}>
      <span className="sound-off-long">{t(`sound.${state}`)}</span>
      <span className="sound-off-short">{t(`sound.${state}Short`)}</span>
    </span>
  );
}

/** A bell; crossed out with a dashed line while it is paused, as IEC 60601-1-8 draws it. */
function Bell({ isPaused }: { readonly isPaused: boolean }) {
  return (
    <svg className="bell" viewBox="0 0 48 48" aria-hidden="true" focusable="false">
      <path d="M24 6v3M12 36c3-4 3-7 3-13a9 9 0 0 1 18 0c0 6 0 9 3 13zM20 41c2 2.500 6 2.500 8 0" />
      {isPaused ? <path d="M7 7l34 34M41 7L7 41" strokeDasharray="5 4" /> : null}
    </svg>
  );
}
