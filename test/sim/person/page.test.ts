import { describe, expect, it } from 'vitest';
import type { ClientMessage } from '../../../protocol/clientMessages.ts';
import { DEFAULT_PARAMETERS } from '../../../protocol/parameters.ts';
import { type LookTarget, pointOf } from '../../../sim/person/lookTargets.ts';
import { type PageInput, type Sight, stepPage } from '../../../sim/person/page.ts';
import { INITIAL_PAGE, type PageState } from '../../../sim/person/pageState.ts';
import { PX_PER_DEG } from '../../../sim/person/places.ts';
import { telemetryOf } from './telemetry.ts';

const FRAME_MS = 1000 / 60;
/** A look that rests long enough for the first step, and for the second. */
const ARM_MS = DEFAULT_PARAMETERS.armDwellMs + 200;
const CONFIRM_MS = DEFAULT_PARAMETERS.confirmDwellMs + 200;

/** A page that hears telemetry before every frame, with a tracker that knows whether it sees an eye. */
function openPage(isInsisting = false) {
  const options = { parameters: DEFAULT_PARAMETERS, isInsisting };
  let page: PageState = INITIAL_PAGE;
  let nowMs = 0;
  let tick = 0;
  let leaseId: string | null = null;
  let isSilent = false;
  const sent: { readonly atMs: number; readonly message: ClientMessage; readonly newestTick: number }[] = [];

  const give = (input: PageInput) => {
    const { state, messages } = stepPage(page, input, nowMs, options);
    page = state;
    for (const message of messages) sent.push({ atMs: nowMs, message, newestTick: tick });
  };
  const frames = (sight: Sight, ms: number) => {
    for (const endMs = nowMs + ms; nowMs < endMs; nowMs += FRAME_MS) {
      tick += 2;
      const state = leaseId === null ? 'ready' : 'engaged';
      if (!isSilent) {
        give({ type: 'telemetry', telemetry: telemetryOf({ tick, state, reason: 'moving', leaseId }) });
      }
      give({ type: 'frame', sight });
    }
  };
  const at = (target: LookTarget): Sight => {
    const { xDeg, yDeg } = pointOf(target, 'move');
    return { kind: 'onPage', xPx: xDeg * PX_PER_DEG, yPx: yDeg * PX_PER_DEG, gaze: 'valid' };
  };
  /** The two steps by which the movements are offered, and the dead time after them. */
  const engage = () => {
    for (const [target, ms] of [
      ['centre', 1200],
      ['moveHead', ARM_MS],
      ['centre', 1200],
      ['yes', CONFIRM_MS],
      ['centre', 1200],
    ] as const)
      frames(at(target), ms);
  };
  return {
    sent,
    engage,
    types: () => sent.map(({ message }) => message.type).filter((type) => type !== 'presence'),
    look: (target: LookTarget, ms: number) => frames(at(target), ms),
    loseEyes: (ms: number) => frames({ kind: 'unseen' }, ms),
    fallSilent() {
      isSilent = true;
    },
    endLease() {
      leaseId = null;
    },
    /** From the choice of a movement to the middle of it. */
    startMoving() {
      engage();
      frames(at('turnLeft'), 1100);
      const message = {
        type: 'leaseGranted',
        requestId: 'r1',
        leaseId: 'lease-1',
        holder: 'page',
        epoch: 0,
      } as const;
      give({ type: 'reply', message });
      leaseId = 'lease-1';
      frames(at('turnLeft'), 500);
      sent.length = 0;
    },
  };
}

const renewals = (page: ReturnType<typeof openPage>) =>
  page.sent.flatMap(({ atMs, message, newestTick }) =>
    message.type === 'renew' ? [{ atMs, newestTick, ...message }] : [],
  );

describe('the simulated page', () => {
  it('asks for a movement once, however long the look rests on it', () => {
    const page = openPage();
    page.engage();
    page.look('turnLeft', 20_000);
    expect(page.types()).toEqual(['move']);
  });

  it('renews 20 times per second and echoes what was painted one frame earlier', () => {
    const page = openPage();
    page.startMoving();
    page.look('turnLeft', 2000);
    const renewed = renewals(page);
    expect(renewed.length).toBeGreaterThanOrEqual(38);
    expect(renewed.length).toBeLessThanOrEqual(41);
    for (const { newestTick, renderedTick } of renewed) expect(newestTick - renderedTick).toBe(2);
  });

  it('ends the movement when the person looks away', () => {
    const page = openPage();
    page.startMoving();
    page.look('centre', 200);
    expect(page.types().at(-1)).toBe('endMove');
  });

  it('goes on renewing through a blink, and says that the gaze is not valid', () => {
    const page = openPage();
    page.startMoving();
    page.loseEyes(300);
    page.look('turnLeft', 300);
    expect(page.types()).not.toContain('endMove');
    expect(new Set(renewals(page).map(({ gaze }) => gaze))).toEqual(new Set(['invalid', 'valid']));
  });

  it('ends the movement when the eyes are elsewhere after a blink', () => {
    const page = openPage();
    page.startMoving();
    page.loseEyes(300);
    page.look('centre', 200);
    expect(page.types().at(-1)).toBe('endMove');
  });

  it('renews nothing once it shows an old picture', () => {
    const page = openPage();
    page.startMoving();
    page.fallSilent();
    page.look('turnLeft', 3000);
    expect(renewals(page).length).toBeLessThanOrEqual(9);
    expect(renewals(page).at(-1)?.atMs).toBeLessThan((page.sent[0]?.atMs ?? 0) + 450);
  });

  it('stops renewing when control has ended the movement, unless it insists', () => {
    const [page, insisting] = [openPage(), openPage(true)];
    for (const each of [page, insisting]) {
      each.startMoving();
      each.endLease();
      each.look('turnLeft', 1000);
    }
    expect(renewals(page)).toEqual([]);
    expect(renewals(insisting).length).toBeGreaterThanOrEqual(18);
  });

  it('stops once when the gaze enters STOP', () => {
    const page = openPage();
    page.startMoving();
    page.look('stop', 1000);
    expect(page.types().filter((type) => type === 'stop')).toHaveLength(1);
  });
});
