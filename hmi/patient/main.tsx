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
import { watchGazePointer } from './gazePointer.ts';
import { PatientPage } from './PatientPage.tsx';
import { createPatient } from './patient.ts';
import type { FrameDrawing } from './picture.ts';
import { createTargetRegister } from './targetRegister.ts';

const now = (): number => performance.now();

const texts = startTexts();
document.title = texts.t('page.patient');

const client = createPageClient(gatewayUrl(location), now);
const patient = createPatient(client, now);
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

// Space and Escape stop, wherever the focus is and whatever is held down with them.
window.addEventListener(
  'keydown',
  (event) => {
    if (event.code === 'Space' || event.code === 'Escape') {
      event.preventDefault();
      patient.stop();
    } else if (event.repeat && event.code.endsWith('Enter')) {
      // One press is one choice.
      event.preventDefault();
    }
  },
  { capture: true },
);
window.addEventListener(
  'keyup',
  (event) => {
    if (event.code === 'Space') event.preventDefault();
  },
  { capture: true },
);

runFrames((nowMs) => {
  const drawing = patient.frame(nowMs, pointer.sight(), targets.read());
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
