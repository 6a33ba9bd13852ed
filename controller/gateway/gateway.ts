import { randomUUID } from 'node:crypto';
import type { FromControl } from '../../protocol/channel.ts';
import { isCalibrationRequest, type PageMessage } from '../../protocol/clientMessages.ts';
import type { GateVerdict } from '../../protocol/gateVerdict.ts';
import type { ServerMessage } from '../../protocol/serverMessages.ts';
import type { StateName } from '../../protocol/states.ts';
import type { Telemetry } from '../../protocol/telemetry.ts';
import { type CalendarDay, dayOf } from '../store/calendarDay.ts';
import type { Journal } from '../store/journal.ts';
import type { ProfileStore } from '../store/profileStore.ts';
import { createControlClient, describeControlProblem } from './controlClient.ts';
import { createPageServer, portOf } from './pageServer.ts';
import { loadPages } from './pages.ts';
import { refusal } from './refusal.ts';
import type { Session } from './session.ts';
import { judgeSetting } from './settings.ts';
import { JUDGE_EVERY_MS, watchStanding } from './standing.ts';
import { isDue } from './telemetryPacing.ts';
import { NO_TRACKERS, type TrackerSettings } from './trackerSettings.ts';
import { openTrackers } from './trackers.ts';
import { watchVerdicts } from './verdicts.ts';
import { acceptWebSockets } from './webSockets.ts';

export interface GatewayOptions {
  /** 0: any free port. */
  readonly port: number;
  readonly controlSocketPath: string;
  readonly pagesDirectory: string;
  /** Null where the profile on disk cannot be used: control then stays in selfTest, and STOP still works. */
  readonly store: ProfileStore | null;
  readonly journal: Journal;
  readonly version: string;
  readonly isSimulated: boolean;
  /** One line for the person who runs Poise. */
  readonly log: (line: string) => void;
  /** The day by the wall clock of this machine, unless a test has one of its own. */
  readonly today?: () => CalendarDay;
  /** The eye trackers that are read here; none unless told. */
  readonly trackers?: TrackerSettings;
  /** How often the standing of the profile is judged again, and the verdicts of the gate are read, unless a test cannot wait. */
  readonly judgeEveryMs?: number;
}

export interface Gateway {
  readonly port: number;
  close(): Promise<void>;
}

/** Serves the pages and their WebSockets on 127.0.0.1, and joins them with control and the profile store. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { store, journal, log } = options;
  const sessionId = randomUUID();
  const sessions = new Map<string, Session>();
  let lastTelemetry: Telemetry | null = null;
  let lastState: StateName | null = null;

  const broadcast = (message: ServerMessage) => {
    for (const session of sessions.values()) session.send(message);
  };

  const sendTelemetry = (telemetry: Telemetry) => {
    lastState = telemetry.state;
    trackers.calibration.hearState(telemetry.state);
    const isTelemetryDue = isDue(lastTelemetry, telemetry);
    if (isTelemetryDue) lastTelemetry = telemetry;
    if (sessions.size === 0) return;
    const text = JSON.stringify(telemetry);
    for (const session of sessions.values()) session.offerTelemetry(text, isTelemetryDue);
  };

  const sendVerdicts = (all: readonly GateVerdict[]) =>
    void control.send({ type: 'steeringVerdicts', verdicts: [...all] });

  const standings = store
    ? await watchStanding({
        store,
        isSimulated: options.isSimulated,
        today: options.today ?? (() => dayOf(new Date())),
        everyMs: options.judgeEveryMs ?? JUDGE_EVERY_MS,
        onChange: ({ hash, standing }) => control.send({ type: 'profileStanding', hash, standing }),
        log,
      })
    : null;

  const verdicts = store
    ? await watchVerdicts({
        directory: store.directory,
        everyMs: options.judgeEveryMs ?? JUDGE_EVERY_MS,
        onChange: sendVerdicts,
        log,
      })
    : null;

  const control = createControlClient({
    socketPath: options.controlSocketPath,
    onConnected() {
      if (store && standings) control.send({ type: 'profile', ...standings.of(store.current()) });
      // Also none: control may be older than this gateway, and what it knew is no longer on disk.
      if (verdicts) sendVerdicts(verdicts.current());
      // What was known may be a minute old; if it is not so any more, control hears of that next.
      void standings?.judge();
    },
    onLink(isUp) {
      lastTelemetry = null;
      lastState = null;
      trackers.calibration.hearState(null);
      broadcast({ type: 'controlLink', isUp });
    },
    onProblem: (problem) =>
      log(`${describeControlProblem(problem)} It is connected again as soon as control answers.`),
    onMessage(message) {
      switch (message.type) {
        case 'telemetry':
          sendTelemetry(message);
          return;
        case 'reply':
          sessions.get(message.clientId)?.send(message.message);
          return;
        case 'profileApplied':
          void saveApplied(message);
          return;
        case 'alarmLog':
          // It says itself when it cannot; nothing else depends on it.
          journal.append(message.entries, sessionId);
          return;
      }
    },
  });

  const saveApplied = async ({ clientId, requestId, profile }: FromControl & { type: 'profileApplied' }) => {
    try {
      if (!store || !standings) throw new Error('no usable profile was loaded');
      const saved = await store.save(profile);
      await standings.judge();
      control.send({ type: 'profileSaved', ...standings.of(saved) });
      void verdicts?.read();
      sessions.get(clientId)?.send({ type: 'accepted', requestId });
      broadcast({ type: 'profile', ...saved });
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      log(`The settings could not be saved: ${detail}`);
      control.send({ type: 'profileNotSaved', clientId, requestId });
      sessions.get(clientId)?.send(refusal('notSaved', requestId, detail.slice(0, 160)));
    }
  };

  const onMessage = (session: Session, message: PageMessage) => {
    if (isCalibrationRequest(message)) {
      const state = control.isUp() ? lastState : null;
      session.send(trackers.calibration.answer(message, session.clientId, state));
      return;
    }
    const isChange = message.type === 'setParameter' || message.type === 'setSteering';
    const refused = isChange ? judgeSetting(message, store?.current() ?? null) : null;
    if (refused) {
      session.send(refused);
      return;
    }
    const result = control.send({ type: 'command', clientId: session.clientId, message });
    if (message.type === 'presence' || message.type === 'endMove') return; // Nobody waits for an answer to these.
    const requestId = 'requestId' in message ? message.requestId : null;
    if (result === 'congested') session.send(refusal('controlDown', requestId, 'Control does not keep up.'));
    // A stop to a silent control is sent all the same; the person must know that nobody has answered for it.
    else if (result === 'down' || !control.isUp()) session.send(refusal('controlDown', requestId));
  };

  const trackers = openTrackers({
    settings: options.trackers ?? NO_TRACKERS,
    toControl: (message) => void control.send(message),
    onChange: (statuses) => broadcast({ type: 'trackers', trackers: [...statuses] }),
    log,
  });

  const pageServer = createPageServer(await loadPages(options.pagesDirectory));
  const webSockets = acceptWebSockets(pageServer, {
    openClients: () => sessions.size,
    gazeInput: trackers.gazeInput,
    onMessage,
    onOpened(session) {
      sessions.set(session.clientId, session);
      session.send({
        type: 'welcome',
        sessionId,
        clientId: session.clientId,
        version: options.version,
        isSimulated: options.isSimulated,
      });
      if (store) session.send({ type: 'profile', ...store.current() });
      session.send({ type: 'controlLink', isUp: control.isUp() });
      const statuses = trackers.statuses();
      if (statuses.length > 0) session.send({ type: 'trackers', trackers: [...statuses] });
    },
    onGone(session) {
      sessions.delete(session.clientId);
      trackers.calibration.clientGone(session.clientId);
      control.send({ type: 'clientGone', clientId: session.clientId });
    },
  });

  try {
    await new Promise<void>((resolve, reject) => {
      pageServer.once('error', reject);
      pageServer.listen(options.port, '127.0.0.1', resolve);
    });
  } catch (error) {
    standings?.close();
    verdicts?.close();
    control.close();
    await trackers.close();
    throw error;
  }

  return {
    port: portOf(pageServer),
    async close() {
      for (const session of sessions.values()) session.close(1001, 'Poise ends');
      await trackers.close();
      await webSockets.close();
      standings?.close();
      verdicts?.close();
      control.close();
      await new Promise<void>((resolve) => {
        pageServer.close(() => resolve());
        pageServer.closeAllConnections();
      });
    },
  };
}
