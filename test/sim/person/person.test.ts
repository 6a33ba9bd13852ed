import { describe, expect, it } from 'vitest';
import type { ClientMessage } from '../../../protocol/clientMessages.ts';
import { DEFAULT_PROFILE } from '../../../protocol/profile.ts';
import type { Telemetry } from '../../../protocol/telemetry.ts';
import { createPerson, type GazeSource, type Person } from '../../../sim/person/person.ts';
import { telemetryOf } from './telemetry.ts';

/** A person before a control that is ready and never answers. */
function seat(gazeSource: GazeSource = 'tracker') {
  const heard: { readonly atMs: number; readonly clientId: string; readonly message: ClientMessage }[] = [];
  const gone: string[] = [];
  let nowMs = 0;
  let telemetry: Telemetry | undefined;
  const person: Person = createPerson({
    seed: 1,
    profile: DEFAULT_PROFILE,
    eyes: { noiseDeg: 0.2, offsetDeg: 0, blinksPerMin: 0 },
    gazeSource,
    isInsisting: false,
    gateway: {
      send: (clientId, message) => heard.push({ atMs: nowMs, clientId, message }),
      clientGone: (clientId) => gone.push(clientId),
      repliesTo: () => [],
      get telemetry() {
        return telemetry;
      },
    },
  });
  return {
    person,
    heard,
    gone,
    last(ms: number) {
      for (const endMs = nowMs + ms; nowMs < endMs; nowMs++) {
        if (nowMs % 10 === 0) {
          telemetry = telemetryOf({ tick: nowMs / 10, state: 'ready', reason: 'armed', leaseId: null });
        }
        person.step(nowMs);
      }
    },
  };
}

const gazes = (heard: ReturnType<typeof seat>['heard']) =>
  heard.flatMap(({ message }) => (message.type === 'presence' ? [message.gaze] : []));

describe('a simulated person', () => {
  it('is present five times per second and chooses what they look at', () => {
    const { person, heard, last } = seat();
    person.look('centre');
    last(1300);
    person.look('rest');
    last(1500);
    expect(heard.filter(({ message }) => message.type === 'presence').length).toBeGreaterThanOrEqual(12);
    expect(heard.filter(({ message }) => message.type === 'presence').length).toBeLessThanOrEqual(14);
    const rests = heard.filter(({ message }) => message.type === 'rest');
    expect(rests).toHaveLength(1);
    expect(rests[0]?.atMs).toBeGreaterThan(2300);
  });

  it('who wants to move and finds the clutch out puts it in by two steps, again after it has let go', () => {
    const { person, heard, last } = seat();
    person.look('centre');
    last(1300);
    for (const movements of [['turnLeft'], ['turnLeft', 'nodUp']] as const) {
      person.look(movements.at(-1) ?? 'centre');
      last(10_000);
      const moves = heard.flatMap(({ message }) => (message.type === 'move' ? [message.movement] : []));
      expect(moves).toEqual(movements);
      person.look('centre');
      last(DEFAULT_PROFILE.parameters.clutchReleaseMs + 2000);
    }
  });

  it('tells by tracker that the gaze is lost, and cannot tell by pointer', () => {
    const [tracker, pointer] = [seat('tracker'), seat('pointer')];
    for (const { person, heard, last } of [tracker, pointer]) {
      person.look('centre');
      last(1000);
      heard.length = 0;
      person.loseGaze();
      last(1000);
    }
    expect(new Set(gazes(tracker.heard))).toEqual(new Set(['invalid']));
    expect(new Set(gazes(pointer.heard))).toEqual(new Set(['unknown']));
    tracker.heard.length = 0;
    tracker.person.regainGaze();
    tracker.last(500);
    expect(gazes(tracker.heard).at(-1)).toBe('valid');
  });

  it('behind a stalled socket says nothing, then everything at once and in order', () => {
    const { person, heard, last } = seat();
    person.look('centre');
    last(1000);
    heard.length = 0;
    person.stallSocket();
    last(3000);
    expect(heard).toEqual([]);
    person.resumeSocket();
    expect(heard.length).toBeGreaterThanOrEqual(14);
    const sequences = heard.flatMap(({ message }) => ('sequence' in message ? [message.sequence] : []));
    expect(sequences).toEqual([...sequences].sort((a, b) => a - b));
    expect(person.delivered.presence).toBeGreaterThanOrEqual(18);
  });

  it('who vanishes takes the connection along, and comes back as another client', () => {
    const { person, heard, gone, last } = seat();
    last(1000);
    heard.length = 0;
    person.vanish();
    last(1000);
    expect(heard).toEqual([]);
    expect(gone).toEqual(['page-1']);
    person.comeBack();
    last(1000);
    expect(new Set(heard.map(({ clientId }) => clientId))).toEqual(new Set(['page-2']));
  });

  it('stops by key at once', () => {
    const { person, heard, last } = seat();
    last(500);
    person.pressStopKey();
    expect(heard.at(-1)?.message).toEqual({ type: 'stop' });
  });
});
