import { useEffect, useRef, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { isHarmless, type ScreenId } from '../../controller/gaze/dwell/screens.ts';
import { hasSwitch, isScanning } from '../../controller/gaze/dwell/switchChoice.ts';
import type { AlarmSound } from '../shared/alarmSound.ts';
import { useFaults } from '../shared/FaultList.tsx';
import type { Painters } from '../shared/frameLoop.ts';
import type { HeadDrawing } from '../shared/HeadView.tsx';
import type { PageClient } from '../shared/pageClient.ts';
import { StateStrip } from '../shared/StateStrip.tsx';
import { useShown } from '../shared/useShown.ts';
import { Centre } from './Centre.tsx';
import { Control } from './Control.tsx';
import { controlsOf } from './controls.ts';
import { useKeptFocus } from './keptFocus.ts';
import { MoveWatch } from './MoveWatch.tsx';
import type { Patient } from './patient.ts';
import type { FrameDrawing, Notice } from './picture.ts';
import { SettingsCentre } from './SettingsCentre.tsx';
import { isSteeringScreen, SteeringCentre } from './SteeringCentre.tsx';
import { StopButton } from './StopButton.tsx';
import type { TargetRegister } from './targetRegister.ts';

/** Where the words of a notice are found among the texts. */
function noticeKey(notice: Notice | null): string | null {
  if (notice === null) return null;
  switch (notice.kind) {
    case 'refused':
      return `refusal.${notice.id}`;
    case 'inputError':
      return `inputError.${notice.id}`;
    case 'notSent':
    case 'stopNotSent':
    case 'misunderstood':
      return `notice.${notice.kind}`;
  }
}

/** The screens whose centre lists what is wrong; the others keep it free for a question or for the eyes. */
const LISTS_FAULTS: readonly ScreenId[] = ['unknown', 'wait', 'begin', 'stopped', 'fault', 'retreat'];
/** The screens whose strip says the reason: their centre is kept free, or says something of its own. */
const SAYS_REASON: readonly ScreenId[] = ['move', 'fault', 'faultConfirm', 'steer', 'steerGoOn'];
/** Those whose strip says it without an advice: what to do stands in the centre, and is another thing. */
const SAYS_NO_ADVICE: readonly ScreenId[] = [
  'calm',
  'calmConfirm',
  'calmSteer',
  'steerConfirm',
  'steerWatch',
  'moveWatch',
  'eyeCheck',
  'eyeCheckTold',
];

export interface PatientPageProps {
  readonly client: PageClient;
  readonly patient: Patient;
  readonly sound: AlarmSound;
  readonly targets: TargetRegister;
  readonly headPainters: Painters<HeadDrawing>;
  readonly framePainters: Painters<FrameDrawing>;
}

/** The patient's page: the state on top, the head in a calm centre, what can be chosen around it, STOP beside it. */
export function PatientPage({
  client,
  patient,
  sound,
  targets,
  headPainters,
  framePainters,
}: PatientPageProps) {
  const { t } = useTranslation();
  const picture = useSyncExternalStore(patient.subscribe, patient.picture);
  const { screen, notice, sight, isOwnMove, settings, liveness, hasPointer, steering } = picture;
  const view = screen === 'begin' ? settings.view : 'none';
  const { way } = settings.preferences;
  const profile = useShown(client, (shown) => shown.settings?.profile ?? null);
  const isSimulated = useShown(client, (shown) => shown.isSimulated);
  const faults = useFaults(client);
  const isList = faults.length > 0 && LISTS_FAULTS.includes(screen);
  const inside = useRef<HTMLDivElement>(null);
  const stage = useRef<HTMLElement>(null);
  const controls = profile ? controlsOf(screen, settings, { profile, liveness, hasPointer }, steering) : [];

  const nextId = controls.find(({ id }) => isHarmless(screen, id))?.id ?? null;
  useKeptFocus(stage, controls.map(({ id }) => id).join(), nextId);

  useEffect(() => {
    const element = inside.current;
    return element ? targets.add(element, { kind: 'stop', id: 'border', side: 'outside' }) : undefined;
  }, [targets]);

  return (
    <div className="page" data-screen={view === 'none' ? screen : view} data-moving={isOwnMove}>
      <div className="frame" ref={inside} aria-hidden="true">
        <span className="frame-words">{t('border')}</span>
      </div>
      <div className="inside">
        <StateStrip
          client={client}
          sound={sound}
          notice={noticeKey(notice)}
          saysAlarm={!LISTS_FAULTS.includes(screen)}
          isReasonElsewhere={!isList && !SAYS_REASON.includes(screen) && !SAYS_NO_ADVICE.includes(screen)}
          isAdviceElsewhere={SAYS_NO_ADVICE.includes(screen)}
        >
          <span className="sight" data-sight={sight}>
            {isScanning(way) ? t(`way.${way}.name`) : t(`sight.${sight}`)}
          </span>
          {isSimulated ? <span className="simulated">{t('page.simulated')}</span> : null}
        </StateStrip>
        <main className="stage" ref={stage}>
          <h1 className="only-read">{t('page.patient')}</h1>
          {controls.map((control) => (
            <Control
              key={control.id}
              control={control}
              targets={targets}
              painters={framePainters}
              onChoose={(id, clickedWith) => patient.choose(id, performance.now(), clickedWith)}
            />
          ))}
          {profile && view !== 'none' ? (
            <SettingsCentre
              settings={settings}
              profile={profile}
              liveness={liveness}
              onDot={patient.checkPointer}
            />
          ) : profile && steering && isSteeringScreen(screen) ? (
            <SteeringCentre
              screen={screen}
              steering={steering}
              releaseMs={profile.parameters.clutchReleaseMs}
              headPainters={headPainters}
              framePainters={framePainters}
            />
          ) : screen === 'moveWatch' ? (
            <MoveWatch hasSwitch={hasSwitch(way)} headPainters={headPainters} />
          ) : (
            <Centre
              client={client}
              screen={screen}
              listed={isList ? faults : []}
              headPainters={headPainters}
            />
          )}
        </main>
        <StopButton
          targets={targets}
          painters={framePainters}
          hasSwitch={hasSwitch(way)}
          onStop={patient.stop}
        />
      </div>
    </div>
  );
}
