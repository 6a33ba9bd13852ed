// First of all: no schema may be made before it.
import '../shared/jitless.ts';
import { I18nProvider } from 'react-aria-components';
import { createRoot } from 'react-dom/client';
import { startTexts } from '../i18n/i18n.ts';
import { lightLamps } from '../shared/alarmLight.ts';
import { startAlarmSound } from '../shared/alarmSound.ts';
import { createPainters, runFrames } from '../shared/frameLoop.ts';
import type { HeadDrawing } from '../shared/HeadView.tsx';
import { createPageClient, gatewayUrl } from '../shared/pageClient.ts';
import { createVersionReload } from '../shared/versionReload.ts';
import { TuningPage } from './TuningPage.tsx';

const texts = startTexts();
document.title = texts.t('page.tuning');

const now = (): number => performance.now();

const client = createPageClient(gatewayUrl(location), now);
const sound = startAlarmSound(client, now);
lightLamps(document);
const headPainters = createPainters<HeadDrawing>();
const versionReload = createVersionReload(client, {
  storage: () => sessionStorage,
  reload: () => location.reload(),
});

runFrames((nowMs) => {
  const { standing, telemetry } = client.show(nowMs);
  const isCurrent = standing === 'current' && telemetry !== null;
  headPainters.paint({
    measured: isCurrent ? telemetry.measured : null,
    commanded: isCurrent ? telemetry.commanded : null,
  });
  versionReload.frame(nowMs);
});

const root = document.getElementById('root');
if (!root) throw new Error('The page has no element with the id "root".');
createRoot(root).render(
  <I18nProvider locale={texts.language}>
    <TuningPage client={client} sound={sound} headPainters={headPainters} />
  </I18nProvider>,
);
