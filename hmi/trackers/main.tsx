// First of all: no schema may be made before it.
import '../shared/jitless.ts';
import { createRoot } from 'react-dom/client';
import { startTexts } from '../i18n/i18n.ts';
import { lightLamps } from '../shared/alarmLight.ts';
import { startAlarmSound } from '../shared/alarmSound.ts';
import { runFrames } from '../shared/frameLoop.ts';
import { createPageClient, gatewayUrl } from '../shared/pageClient.ts';
import { createVersionReload } from '../shared/versionReload.ts';
import { TrackersPage } from './TrackersPage.tsx';

const texts = startTexts();
document.title = texts.t('page.trackers');

const now = (): number => performance.now();

const client = createPageClient(gatewayUrl(location), now);
const sound = startAlarmSound(client, now);
lightLamps(document);
const versionReload = createVersionReload(client, {
  storage: () => sessionStorage,
  reload: () => location.reload(),
});

runFrames((nowMs) => {
  client.show(nowMs);
  versionReload.frame(nowMs);
});

const root = document.getElementById('root');
if (!root) throw new Error('The page has no element with the id "root".');
createRoot(root).render(<TrackersPage client={client} sound={sound} />);
