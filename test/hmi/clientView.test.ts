import { describe, expect, it } from 'vitest';
import { type ClientView, INITIAL_VIEW, know, standingOf } from '../../hmi/shared/clientView.ts';
import { DEFAULT_PROFILE } from '../../protocol/profile.ts';
import type { ServerMessage } from '../../protocol/serverMessages.ts';
import { PAGE_SILENT_AFTER_MS } from '../../protocol/telemetry.ts';
import { telemetryWith } from '../telemetry.ts';

const TELEMETRY = telemetryWith({});
const welcome = (sessionId: string): ServerMessage => ({
  type: 'welcome',
  sessionId,
  clientId: 'c',
  version: '0',
  isSimulated: true,
});
const tell = (view: ClientView, ...messages: ServerMessage[]): ClientView =>
  messages.reduce((before, message) => know(before, { type: 'message', message, nowMs: 1000 }), view);
const CONNECTED = tell(
  INITIAL_VIEW,
  welcome('s1'),
  { type: 'profile', profile: DEFAULT_PROFILE, hash: 'h' },
  TELEMETRY,
);

describe('what a page knows', () => {
  it('is current only while telemetry arrives', () => {
    expect(standingOf(INITIAL_VIEW, 0)).toBe('connecting');
    expect(standingOf(tell(INITIAL_VIEW, welcome('s1')), 1000)).toBe('connecting');
    expect(standingOf(CONNECTED, 1000 + PAGE_SILENT_AFTER_MS)).toBe('current');
    expect(standingOf(CONNECTED, 1001 + PAGE_SILENT_AFTER_MS)).toBe('silent');
  });

  it('is unknown when control is down, and stays so until telemetry comes again', () => {
    const down = tell(CONNECTED, { type: 'controlLink', isUp: false });
    expect(standingOf(down, 1000)).toBe('controlDown');
    expect(down.telemetry).toBeNull();
    const up = tell(down, { type: 'controlLink', isUp: true });
    expect(standingOf(up, 1000)).toBe('connecting');
    expect(standingOf(tell(up, TELEMETRY), 1000)).toBe('current');
  });

  it('is unknown without a connection, with a reason of its own for a message that was too large', () => {
    expect(standingOf(know(CONNECTED, { type: 'closed', code: 1006 }), 1000)).toBe('lost');
    expect(standingOf(know(CONNECTED, { type: 'closed', code: 1009 }), 1000)).toBe('lostTooLarge');
    expect(know(CONNECTED, { type: 'closed', code: 1006 }).telemetry).toBeNull();
  });

  it('knows the version of the Poise it is connected to, and none without a connection', () => {
    expect(INITIAL_VIEW.version).toBeNull();
    expect(CONNECTED.version).toBe('0');
    expect(know(CONNECTED, { type: 'closed', code: 1006 }).version).toBeNull();
  });

  it('keeps the settings over a reconnection, and drops them after a restart of Poise', () => {
    const lost = know(CONNECTED, { type: 'closed', code: 1006 });
    expect(tell(lost, welcome('s1')).settings?.hash).toBe('h');
    expect(tell(lost, welcome('s2')).settings).toBeNull();
  });
});
