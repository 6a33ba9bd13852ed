import { INITIAL_VIEW, know, standingOf } from '../../hmi/shared/clientView.ts';
import type { PageClient, Shown } from '../../hmi/shared/pageClient.ts';
import type { ClientMessage } from '../../protocol/clientMessages.ts';
import type { ServerMessage } from '../../protocol/serverMessages.ts';

/** A gateway without a socket: what is told arrives at once, what is sent is kept. */
export class Line {
  readonly sent: ClientMessage[] = [];
  isOpen = true;
  private view = INITIAL_VIEW;
  private shown: Shown = { ...INITIAL_VIEW, standing: 'connecting' };
  private readonly listeners: ((message: ServerMessage) => void)[] = [];
  private readonly closeListeners: (() => void)[] = [];

  tell(message: ServerMessage, nowMs: number): void {
    this.view = know(this.view, { type: 'message', message, nowMs });
    for (const listener of this.listeners) listener(message);
  }

  drop(code: number): void {
    this.isOpen = false;
    this.view = know(this.view, { type: 'closed', code });
    for (const listener of this.closeListeners) listener();
  }

  readonly client: PageClient = {
    newest: () => this.view,
    shown: () => this.shown,
    subscribe: () => () => undefined,
    show: (nowMs) => {
      this.shown = { ...this.view, standing: standingOf(this.view, nowMs) };
      return this.shown;
    },
    send: (message) => {
      if (this.isOpen) this.sent.push(message);
      return this.isOpen;
    },
    request: (message) => {
      if (!this.isOpen) return null;
      const requestId = `r${this.sent.length}`;
      this.sent.push({ ...message, requestId } as ClientMessage);
      return requestId;
    },
    onMessage: (listener) => {
      this.listeners.push(listener);
      return () => undefined;
    },
    onClosed: (listener) => {
      this.closeListeners.push(listener);
      return () => undefined;
    },
    close: () => undefined,
  };
}
