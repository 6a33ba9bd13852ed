import type { ClientMessage } from '../../protocol/clientMessages.ts';
import type { Profile } from '../../protocol/profile.ts';
import type { Accepted, LeaseGranted, Refused } from '../../protocol/serverMessages.ts';
import type { Telemetry } from '../../protocol/telemetry.ts';
import { createRandom } from '../random.ts';
import { createEyes, type EyeHabits } from './eyes.ts';
import { type LookTarget, pointOf } from './lookTargets.ts';
import { type PageInput, type PageOptions, type Sight, stepPage } from './page.ts';
import { INITIAL_PAGE } from './pageState.ts';
import { AWAY, isOnPage, type PagePoint, PX_PER_DEG } from './places.ts';
import { followRoute, isMovement, NO_ROUTE, type Route, setOut } from './route.ts';

/** Frames of the display per second; every frame samples the gaze once. */
const FRAMES_PER_S = 60;
/** The gateway passes every second tick of telemetry on to pages, and at once what changes the state. */
const TICKS_PER_TELEMETRY = 2;

/**
 * Where the page gets the gaze from. 'pointer': a tracker that drives the mouse, whose pointer stands still when it loses the
 * eyes. 'tracker': samples that say whether an eye is seen.
 */
export type GazeSource = 'pointer' | 'tracker';

/** The other end of the page's socket: what the gateway passes on between pages and control. */
export interface Gateway {
  send(clientId: string, message: ClientMessage): void;
  clientGone(clientId: string): void;
  repliesTo(clientId: string): readonly (LeaseGranted | Accepted | Refused)[];
  /** Newest telemetry; undefined while no control has spoken or none runs. */
  readonly telemetry: Telemetry | undefined;
}

export interface PersonOptions {
  readonly seed: number;
  readonly profile: Profile;
  readonly eyes: EyeHabits;
  readonly gazeSource: GazeSource;
  readonly isInsisting: boolean;
  readonly gateway: Gateway;
}

/** A person who looks at the patient's page, with that page and its socket. */
export interface Person {
  /** At it; at a movement that is not offered because the page's clutch is out by the two steps that put it in. */
  look(target: LookTarget | 'away' | 'closed'): void;
  pressStopKey(): void;
  /** The tracker no longer finds the eyes, wherever they look. */
  loseGaze(): void;
  regainGaze(): void;
  /** Nothing that the page sends arrives any more; it still hears. `resumeSocket` delivers all of it at once. */
  stallSocket(): void;
  resumeSocket(): void;
  /** The browser is gone, and its connection with it. */
  vanish(): void;
  /** The page is opened anew, as another client. */
  comeBack(): void;
  /** Advances by 1 ms of the simulation's clock. */
  step(nowMs: number): void;
  /** Messages that reached the gateway, by type. */
  readonly delivered: Readonly<Partial<Record<ClientMessage['type'], number>>>;
}

export function createPerson(options: PersonOptions): Person {
  const { gateway, gazeSource } = options;
  const pageOptions: PageOptions = {
    parameters: options.profile.parameters,
    isInsisting: options.isInsisting,
  };
  const eyes = createEyes(options.eyes, createRandom(options.seed ^ 0x0e7e5));
  const delivered: Partial<Record<ClientMessage['type'], number>> = {};
  let page = INITIAL_PAGE;
  let nowMs = 0;
  let visits = 1;
  let isHere = true;
  let isGazeLost = false;
  let isStalled = false;
  let waiting: ClientMessage[] = [];
  let repliesRead = 0;
  let lastTelemetry: Telemetry | undefined;
  let isControlUp = true;
  let pointer: PagePoint | undefined;
  let framesShown = 0;
  let route: Route = NO_ROUTE;

  const clientId = () => `page-${visits}`;

  function deliver(message: ClientMessage): void {
    delivered[message.type] = (delivered[message.type] ?? 0) + 1;
    gateway.send(clientId(), message);
  }

  function give(input: PageInput): void {
    const { state, messages } = stepPage(page, input, nowMs, pageOptions);
    page = state;
    if (isStalled) waiting.push(...messages);
    else messages.forEach(deliver);
  }

  function hear(): void {
    const { telemetry } = gateway;
    if ((telemetry !== undefined) !== isControlUp) {
      isControlUp = telemetry !== undefined;
      if (!isControlUp) give({ type: 'controlDown' });
    }
    if (telemetry && isDue(lastTelemetry, telemetry)) {
      lastTelemetry = telemetry;
      give({ type: 'telemetry', telemetry });
    }
    const replies = gateway.repliesTo(clientId());
    for (; repliesRead < replies.length; repliesRead++) {
      const message = replies[repliesRead];
      if (message) give({ type: 'reply', message });
    }
  }

  function see(): Sight {
    const sample = eyes.sample(nowMs);
    const isSeen = sample.isSeen && !isGazeLost;
    switch (gazeSource) {
      case 'tracker':
        if (!isSeen) return { kind: 'unseen' };
        return isOnPage(sample) ? onPage(sample, 'valid') : { kind: 'away', gaze: 'valid' };
      case 'pointer':
        if (isSeen) pointer = isOnPage(sample) ? sample : undefined;
        return pointer ? onPage(pointer, 'unknown') : { kind: 'away', gaze: 'offScreen' };
    }
  }

  return {
    look(target) {
      route = NO_ROUTE;
      if (target === 'closed') eyes.look({ kind: 'closed' }, nowMs);
      else if (target === 'away') eyes.look({ kind: 'point', point: AWAY }, nowMs);
      else if (isMovement(target) && page.screen.startsWith('calm')) {
        route = setOut(target, page.screen, nowMs);
      } else eyes.look({ kind: 'point', point: pointOf(target, page.screen) }, nowMs);
    },
    pressStopKey: () => give({ type: 'stopKey' }),
    loseGaze() {
      isGazeLost = true;
    },
    regainGaze() {
      isGazeLost = false;
    },
    stallSocket() {
      isStalled = true;
    },
    resumeSocket() {
      isStalled = false;
      waiting.forEach(deliver);
      waiting = [];
    },
    vanish() {
      if (!isHere) return;
      isHere = false;
      waiting = [];
      gateway.clientGone(clientId());
    },
    comeBack() {
      if (isHere) return;
      isHere = true;
      visits += 1;
      repliesRead = 0;
      lastTelemetry = undefined;
      pointer = undefined;
      page = INITIAL_PAGE;
    },
    step(timeMs) {
      nowMs = timeMs;
      const frames = Math.floor((nowMs * FRAMES_PER_S) / 1000);
      const isFrame = frames > framesShown;
      framesShown = frames;
      if (isHere) hear();
      if (!isFrame) return;
      const next = followRoute(route, page.screen, nowMs);
      route = next.route;
      if (next.look) eyes.look({ kind: 'point', point: pointOf(next.look, page.screen) }, nowMs);
      const sight = see();
      if (isHere) give({ type: 'frame', sight });
    },
    delivered,
  };
}

function onPage({ xDeg, yDeg }: PagePoint, gaze: 'valid' | 'unknown'): Sight {
  // The layout of `places.ts` has its origin in the middle of the page, so the gaze has too.
  return { kind: 'onPage', xPx: xDeg * PX_PER_DEG, yPx: yDeg * PX_PER_DEG, gaze };
}

function isDue(last: Telemetry | undefined, next: Telemetry): boolean {
  if (!last || next.tick < last.tick) return true;
  if (next.tick === last.tick) return false;
  return (
    next.tick - last.tick >= TICKS_PER_TELEMETRY ||
    next.state !== last.state ||
    next.reason !== last.reason ||
    next.epoch !== last.epoch ||
    next.lease?.leaseId !== last.lease?.leaseId
  );
}
