import type { ClientMessage } from '../../protocol/clientMessages.ts';
import type { Telemetry } from '../../protocol/telemetry.ts';
import type { Rig } from '../rig/rig.ts';
import { createPage, type Heard, type Page } from './page.ts';

const FRAMES_PER_S = 60;
/** The gateway passes every second tick on, and at once what changes the state (controller/gateway/telemetryPacing.ts). */
const TICKS_PER_TELEMETRY = 2;
/** After as long without telemetry the gateway tells the pages, and passes on only what calms (controlClient.ts). */
const SILENT_AFTER_MS = 500;
/** What a silent control is still sent (outbox.ts). */
const CALMING: readonly ClientMessage['type'][] = ['stop', 'rest', 'endMove', 'resumeAudio'];

/** The gateway and a page behind it, as control meets them over its channel; with what can happen to both. */
export interface GatewayLink {
  /** The page that is open, if one is. */
  readonly page: Page | undefined;
  /** Once per ms of the simulation. */
  step(): void;
  /** The gateway process dies; its pages lose their connections. Nobody tells control that they are gone. */
  crash(): void;
  /** A new gateway process has connected to control. */
  restart(): void;
  /** The browser is closed: the gateway hears of it and says so. */
  closePage(): void;
  /** A page is opened, as another client. */
  openPage(): void;
  /** Nothing passes between page and gateway, either way; nothing is lost. */
  pauseWifi(): void;
  resumeWifi(): void;
  /** Control is stopped: what the gateway sends waits in the channel. */
  holdChannel(): void;
  releaseChannel(): void;
}

export function linkGateway(rig: Rig): GatewayLink {
  const { lockstep } = rig;
  let page: Page | undefined;
  let visits = 0;
  let isGatewayUp = true;
  let isWifiPaused = false;
  let toGateway: (() => void)[] = [];
  let toPage: Heard[] = [];
  let channel: (() => void)[] | undefined;
  let lastPassed: Telemetry | undefined;
  let lastHeardMs = Number.NEGATIVE_INFINITY;
  let isControlUp = false;
  let repliesRead = 0;
  let framesShown = 0;
  const heardBefore = rig.onTelemetry;

  const nowMs = (): number => lockstep.timeMs;
  const give = (heard: Heard): void => {
    if (!page) return;
    if (isWifiPaused) toPage.push(heard);
    else page.hear(heard, nowMs());
  };
  const throughChannel = (act: () => void): void => {
    if (channel) channel.push(act);
    else act();
  };
  const pass = (clientId: string, message: ClientMessage): void => {
    if (!isGatewayUp) return;
    if (!isControlUp && !CALMING.includes(message.type)) return;
    throughChannel(() => rig.send(clientId, message));
  };

  rig.onTelemetry = (telemetry) => {
    heardBefore(telemetry);
    if (!isGatewayUp) return;
    lastHeardMs = nowMs();
    isControlUp = true;
    if (!isDue(lastPassed, telemetry)) return;
    lastPassed = telemetry;
    give({ kind: 'telemetry', telemetry });
  };

  const link: GatewayLink = {
    get page() {
      return page;
    },
    step() {
      const frames = Math.floor((nowMs() * FRAMES_PER_S) / 1000);
      const isFrame = frames > framesShown;
      framesShown = frames;
      if (isControlUp && nowMs() - lastHeardMs > SILENT_AFTER_MS) {
        isControlUp = false;
        lastPassed = undefined;
        give({ kind: 'controlDown' });
      }
      if (!page) return;
      const replies = rig.repliesTo(page.clientId);
      for (; repliesRead < replies.length; repliesRead += 1) {
        const reply = replies[repliesRead];
        if (reply && isGatewayUp) give({ kind: 'reply', reply });
      }
      if (isFrame) page.frame(nowMs());
    },
    crash() {
      isGatewayUp = false;
      isControlUp = false;
      page = undefined;
      rig.setGatewayConnected(false);
    },
    restart() {
      isGatewayUp = true;
      lastPassed = undefined;
      rig.setGatewayConnected(true);
    },
    closePage() {
      if (!page) return;
      const { clientId } = page;
      page = undefined;
      throughChannel(() => rig.clientGone(clientId));
    },
    openPage() {
      visits += 1;
      repliesRead = 0;
      const clientId = `page-${visits}`;
      page = createPage(clientId, (message) => {
        if (isWifiPaused) toGateway.push(() => pass(clientId, message));
        else pass(clientId, message);
      });
    },
    pauseWifi() {
      isWifiPaused = true;
    },
    resumeWifi() {
      isWifiPaused = false;
      const [sent, waiting] = [toGateway, toPage];
      toGateway = [];
      toPage = [];
      for (const arrive of sent) arrive();
      waiting.forEach(give);
    },
    holdChannel() {
      channel = [];
    },
    releaseChannel() {
      const waiting = channel ?? [];
      channel = undefined;
      for (const arrive of waiting) arrive();
    },
  };
  link.openPage();
  return link;
}

function isDue(last: Telemetry | undefined, next: Telemetry): boolean {
  if (!last || next.tick < last.tick) return true;
  return (
    next.tick - last.tick >= TICKS_PER_TELEMETRY ||
    next.state !== last.state ||
    next.reason !== last.reason ||
    next.epoch !== last.epoch ||
    next.lease?.leaseId !== last.lease?.leaseId
  );
}
