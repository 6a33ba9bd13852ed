// First of all: no schema may be made before it.
import '../shared/jitless.ts';
import { createRoot } from 'react-dom/client';
import { startTexts } from '../i18n/i18n.ts';
import { lightLamps } from '../shared/alarmLight.ts';
import { startAlarmSound } from '../shared/alarmSound.ts';
import { createPainters, runFrames } from '../shared/frameLoop.ts';
import type { HeadDrawing } from '../shared/HeadView.tsx';
import { createPageClient, gatewayUrl } from '../shared/pageClient.ts';
import { createVersionReload } from '../shared/versionReload.ts';
import { watchDeviceClicks } from './deviceClicks.ts';
import { readDisplay } from './display.ts';
import { watchGazePointer } from './gazePointer.ts';
import { PatientPage } from './PatientPage.tsx';
import { createPatient } from './patient.ts';
import type { FrameDrawing } from './picture.ts';
import { keepPreferences } from './preferences.ts';
import { switchesOf } from './settingsKeeper.ts';
import { watchSwitchInputs } from './switchInputs.ts';
import { createTargetRegister } from './targetRegister.ts';

const now = (): number => performance.now();

const texts = startTexts();
document.title = texts.t('page.patient');

const client = createPageClient(gatewayUrl(location), now);
const patient = createPatient(
  client,
  now,
  keepPreferences(() => localStorage),
  readDisplay,
);
const sound = startAlarmSound(client, now);
lightLamps(document);
const targets = createTargetRegister();
const versionReload = createVersionReload(client, {
  isBusy: () => patient.picture().isMoving,
  storage: () => sessionStorage,
  reload: () => location.reload(),
});
const headPainters = createPainters<HeadDrawing>();
const framePainters = createPainters<FrameDrawing>();

const pointer = watchGazePointer({
  onLeft: () => patient.left(now()),
  onInterrupted: (cause) => patient.interrupted(cause, now()),
});

watchSwitchInputs({
  switches: () => switchesOf(patient.settings.way()),
  isPressSwitch: () => patient.settings.now().preferences.isPressSwitch,
  isTrying: patient.settings.isTrying,
  isMoving: patient.isTakenToMove,
  press: (which) => patient.press(which, now()),
  release: (which) => patient.release(which, now()),
  stop: patient.stop,
});

watchDeviceClicks({
  deviceClicks: () => patient.settings.now().preferences.way === 'deviceClicks',
  refused: patient.refuseLook,
});

runFrames((nowMs) => {
  const sight = pointer.sight();
  const layout = targets.read();
  const coveredIds = sight.kind === 'onPage' ? targets.coveredAt(sight.xPx, sight.yPx) : [];
  const drawing = patient.frame(nowMs, sight, layout, coveredIds);
  const { standing, telemetry } = client.shown();
  const isCurrent = standing === 'current' && telemetry !== null;
  headPainters.paint({
    measured: isCurrent ? telemetry.measured : null,
    commanded: isCurrent ? telemetry.commanded : null,
  });
  framePainters.paint(drawing);
  versionReload.frame(nowMs);
});

const root = document.getElementById('root');
if (!root) throw new Error('The page has no element with the id "root".');
createRoot(root).render(
  <PatientPage
    client={client}
    patient={patient}
    sound={sound}
    targets={targets}
    headPainters={headPainters}
    framePainters={framePainters}
  />,
);
