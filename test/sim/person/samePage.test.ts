import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DwellLayout } from '../../../controller/gaze/dwell/layout.ts';
import type { GazeSight } from '../../../hmi/patient/gazePointer.ts';
import { createPatient } from '../../../hmi/patient/patient.ts';
import { INITIAL_VIEW, know, standingOf } from '../../../hmi/shared/clientView.ts';
import type { PageClient } from '../../../hmi/shared/pageClient.ts';
import type { ClientMessage } from '../../../protocol/clientMessages.ts';
import { DEFAULT_PARAMETERS } from '../../../protocol/parameters.ts';
import { DEFAULT_PROFILE } from '../../../protocol/profile.ts';
import type { ServerMessage } from '../../../protocol/serverMessages.ts';
import { LOOK_TARGETS, layoutOf, pointOf } from '../../../sim/person/lookTargets.ts';
import { stepPage } from '../../../sim/person/page.ts';
import { INITIAL_PAGE } from '../../../sim/person/pageState.ts';
import { centreOf, type PagePoint, PX_PER_DEG } from '../../../sim/person/places.ts';
import { telemetryOf } from './telemetry.ts';

describe('the simulated page and the real one', () => {
  it('send the same messages for the same looks, telemetry and answers', () => {
    fc.assert(
      fc.property(fc.array(event, { minLength: 5, maxLength: 60 }), (events) => {
        const both = play(events);
        expect(both.simulated.map(ofAnyVersion)).toEqual(both.real.map(ofAnyVersion));
      }),
      { numRuns: 500 },
    );
  });

  it('and these are movements, renewals, both steps of arming, and STOP', () => {
    const seen = new Set<string>();
    const script: readonly Event[] = [
      { kind: 'hears', state: 'standby', reason: 'holding', lease: null },
      { kind: 'looks', at: 'centre', forMs: 1200 },
      { kind: 'looks', at: 'getReady', forMs: 3000 },
      { kind: 'hears', state: 'standby', reason: 'awaitingConfirm', lease: null },
      { kind: 'looks', at: 'centre', forMs: 1200 },
      { kind: 'looks', at: 'yes', forMs: 1700 },
      { kind: 'hears', state: 'ready', reason: 'armed', lease: null },
      { kind: 'looks', at: 'centre', forMs: 1200 },
      { kind: 'looks', at: 'turnLeft', forMs: 1100 },
      { kind: 'grants' },
      { kind: 'hears', state: 'engaged', reason: 'moving', lease: 'lease-1' },
      { kind: 'looks', at: 'turnLeft', forMs: 300 },
      { kind: 'looks', at: 'centre', forMs: 200 },
      { kind: 'looks', at: 'stop', forMs: 200 },
    ];
    const { real, simulated } = play(script);
    expect(simulated.map(ofAnyVersion)).toEqual(real.map(ofAnyVersion));
    for (const { type } of simulated) seen.add(type);
    expect([...seen].sort()).toEqual([
      'askToArm',
      'confirmArm',
      'endMove',
      'move',
      'presence',
      'renew',
      'stop',
    ]);
  });
});

const QUESTIONS: Readonly<Record<string, readonly Event[]>> = {
  'that a look has asked': [
    { kind: 'hears', state: 'standby', reason: 'holding', lease: null },
    { kind: 'looks', at: 'centre', forMs: 1200 },
    { kind: 'looks', at: 'getReady', forMs: 2700 },
    { kind: 'hears', state: 'standby', reason: 'awaitingConfirm', lease: null },
    { kind: 'looks', at: 'centre', forMs: 2300 },
    { kind: 'looks', at: 'yes', forMs: 1800 },
  ],
  'that nobody has asked here': [
    { kind: 'hears', state: 'standby', reason: 'awaitingConfirm', lease: null },
    { kind: 'looks', at: 'centre', forMs: 2300 },
    { kind: 'looks', at: 'yes', forMs: 1800 },
  ],
};

it.each([
  ['that a look has asked', ['askToArm', 'rest']],
  ['that nobody has asked here', ['confirmArm']],
])('S205: both pages do the same with a question %s', (asked, sent) => {
  const { real, simulated } = play(QUESTIONS[asked] ?? []);
  for (const page of [real, simulated])
    expect(page.map(({ type }) => type).filter((type) => type !== 'presence')).toEqual(sent);
});

/** The two are built from different trees and say so. */
const ofAnyVersion = (message: ClientMessage): ClientMessage =>
  message.type === 'presence' ? { ...message, version: 'any' } : message;

type Event =
  | { readonly kind: 'looks'; readonly at: (typeof LOOK_TARGETS)[number] | 'away'; readonly forMs: number }
  | {
      readonly kind: 'hears';
      readonly state: 'selfTest' | 'standby' | 'ready' | 'engaged' | 'stopped' | 'protectiveHold';
      readonly reason: 'holding' | 'awaitingConfirm' | 'armed' | 'moving' | 'faultHeld';
      readonly lease: 'lease-1' | null;
    }
  /** Telemetry comes no more, longer than the page takes the last for what is. */
  | { readonly kind: 'hearsNothing' }
  | { readonly kind: 'grants' }
  | { readonly kind: 'refuses' }
  | { readonly kind: 'pressesStop' };

const event: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('looks' as const),
      at: fc.constantFrom(...LOOK_TARGETS, 'away' as const),
      forMs: fc.integer({ min: 20, max: 1800 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('hears' as const),
      state: fc.constantFrom('selfTest', 'standby', 'ready', 'engaged', 'stopped', 'protectiveHold'),
      reason: fc.constantFrom('holding', 'awaitingConfirm', 'armed', 'moving', 'faultHeld'),
      lease: fc.constantFrom('lease-1' as const, null),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'hearsNothing' as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'grants' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'refuses' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'pressesStop' as const }) },
);

/** Plays the same events to the page in hmi/ and to the simulated one, at 50 telemetries and 60 frames per second. */
function play(events: readonly Event[]): {
  readonly real: readonly ClientMessage[];
  readonly simulated: readonly ClientMessage[];
} {
  const real = createRealPage();
  const simulated = createSimulatedPage();
  let nowMs = 0;
  let tick = 0;
  let point: PagePoint | undefined = centreOf('centre');
  let heard: Extract<Event, { kind: 'hears' }> = {
    kind: 'hears',
    state: 'standby',
    reason: 'holding',
    lease: null,
  };
  const hear = () => {
    tick += 2;
    const { state, reason, lease } = heard;
    const telemetry = telemetryOf({ tick, state, reason, leaseId: lease });
    real.hear(telemetry, nowMs);
    simulated.hear(telemetry, nowMs);
  };
  const lastFor = (ms: number, isSilent = false) => {
    const endMs = nowMs + ms;
    for (; nowMs < endMs; nowMs++) {
      if (nowMs % 20 === 0 && !isSilent) hear();
      if (Math.floor(((nowMs + 1) * 60) / 1000) === Math.floor((nowMs * 60) / 1000)) continue;
      real.frame(point, nowMs);
      simulated.frame(point, nowMs);
    }
  };
  for (const next of events) {
    switch (next.kind) {
      case 'looks':
        point = next.at === 'away' ? undefined : pointOf(next.at, simulated.screen());
        lastFor(next.forMs);
        break;
      case 'hears':
        heard = next;
        lastFor(40);
        break;
      case 'hearsNothing':
        lastFor(600, true);
        break;
      case 'pressesStop':
        real.stop();
        simulated.stop(nowMs);
        break;
      case 'grants':
      case 'refuses': {
        const requestId = simulated.lastRequest();
        if (requestId === undefined) break;
        const answer: ServerMessage =
          next.kind === 'grants'
            ? { type: 'leaseGranted', requestId, leaseId: 'lease-1', holder: 'page', epoch: 0 }
            : { type: 'refused', requestId, id: 'atLimit', sentence: '', advice: '', detail: null };
        real.hear(answer, nowMs);
        simulated.hear(answer, nowMs);
        break;
      }
    }
  }
  return { real: real.sent, simulated: simulated.sent };
}

function createRealPage() {
  const sent: ClientMessage[] = [];
  let nowMs = 0;
  let view = INITIAL_VIEW;
  let requests = 0;
  let listener: (message: ServerMessage) => void = () => {};
  const client: PageClient = {
    newest: () => view,
    shown: () => ({ ...view, standing: standingOf(view, nowMs) }),
    subscribe: () => () => {},
    show: (atMs) => ({ ...view, standing: standingOf(view, atMs) }),
    send(message) {
      sent.push(message);
      return true;
    },
    request(message) {
      requests += 1;
      sent.push({ ...message, requestId: `r${requests}` } as ClientMessage);
      return `r${requests}`;
    },
    onMessage(heard) {
      listener = heard;
      return () => {};
    },
    onClosed: () => () => {},
    close: () => {},
  };
  const hear = (message: ServerMessage, atMs: number) => {
    nowMs = atMs;
    view = know(view, { type: 'message', message, nowMs: atMs });
    listener(message);
  };
  const patient = createPatient(client, () => nowMs);
  hear({ type: 'welcome', sessionId: 's', clientId: 'page', version: '0', isSimulated: true }, 0);
  hear({ type: 'controlLink', isUp: true }, 0);
  hear({ type: 'profile', profile: DEFAULT_PROFILE, hash: 'h' }, 0);
  let layout: DwellLayout = layoutOf('unknown', 1, DEFAULT_PARAMETERS);
  let wasOnPage = false;
  return {
    sent,
    hear,
    stop: () => patient.stop(),
    frame(point: PagePoint | undefined, atMs: number) {
      nowMs = atMs;
      const { screen } = patient.picture();
      // As the register of targets does: another version only for what is looked at otherwise.
      const painted = layoutOf(screen, layout.version + 1, DEFAULT_PARAMETERS);
      if (!isDeepStrictEqual(painted.targets, layout.targets)) layout = painted;
      const sight: GazeSight = point
        ? { kind: 'onPage', xPx: point.xDeg * PX_PER_DEG, yPx: point.yDeg * PX_PER_DEG }
        : { kind: 'away', why: 'left' };
      // A pointer leaves between two frames, before or after a new layout is painted; the simulated one does so after.
      const isLeaving = !point && wasOnPage;
      if (isLeaving) patient.left(atMs);
      patient.frame(atMs, sight, layout);
      if (isLeaving) patient.left(atMs);
      wasOnPage = point !== undefined;
    },
  };
}

function createSimulatedPage() {
  const sent: ClientMessage[] = [];
  let page = INITIAL_PAGE;
  const give = (input: Parameters<typeof stepPage>[1], nowMs: number) => {
    const step = stepPage(page, input, nowMs, { parameters: DEFAULT_PARAMETERS, isInsisting: false });
    page = step.state;
    sent.push(...step.messages);
  };
  return {
    sent,
    screen: () => page.screen,
    lastRequest: () => {
      const asked = sent.findLast((message) => 'requestId' in message);
      return asked && 'requestId' in asked ? asked.requestId : undefined;
    },
    stop: (nowMs: number) => give({ type: 'stopKey' }, nowMs),
    hear(message: ServerMessage, nowMs: number) {
      if (message.type === 'telemetry') give({ type: 'telemetry', telemetry: message }, nowMs);
      else if (message.type === 'leaseGranted' || message.type === 'refused') {
        give({ type: 'reply', message }, nowMs);
      }
    },
    frame(point: PagePoint | undefined, nowMs: number) {
      const sight = point
        ? ({
            kind: 'onPage',
            xPx: point.xDeg * PX_PER_DEG,
            yPx: point.yDeg * PX_PER_DEG,
            gaze: 'unknown',
          } as const)
        : ({ kind: 'away', gaze: 'offScreen' } as const);
      give({ type: 'frame', sight }, nowMs);
    },
  };
}
