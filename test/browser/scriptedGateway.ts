import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { WebSocket, WebSocketServer } from 'ws';
import { loadPages } from '../../controller/gateway/pages.ts';
import { buildIfStale } from '../../hmi/build.ts';
import packageFile from '../../package.json' with { type: 'json' };
import {
  type ClientMessage,
  type ClientMessageType,
  clientMessage,
  SUBPROTOCOL,
} from '../../protocol/clientMessages.ts';
import type { ServerMessage } from '../../protocol/serverMessages.ts';
import { ScriptedControl } from './scriptedControl.ts';

const DIST = fileURLToPath(new URL('../../hmi/dist', import.meta.url));
/** As strict as the real gateway's: a page that needs more fails here. */
const CONTENT_SECURITY_POLICY =
  "default-src 'self'; connect-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const TELEMETRY_EVERY_MS = 20;

export interface Received {
  readonly atMs: number;
  readonly clientId: string;
  readonly message: ClientMessage;
}

/** A gateway that serves the built pages and speaks poise.v1, with a scripted control behind it and a record of all it was told. */
export class ScriptedGateway {
  readonly control = new ScriptedControl();
  readonly received: Received[] = [];
  /** What arrived that is not a message of the protocol; a test expects it to stay empty. */
  readonly wrong: string[] = [];
  sessionId = 'session-1';
  version: string = packageFile.version;
  isControlUp = true;
  /** No telemetry is sent while this is set. */
  isSilent = false;
  private readonly server: Server;
  private readonly sockets: WebSocketServer;
  private readonly timer: ReturnType<typeof setInterval>;
  private clients = 0;

  private constructor(server: Server) {
    this.server = server;
    this.sockets = new WebSocketServer({
      server,
      path: '/ws',
      handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
    });
    this.sockets.on('connection', (socket) => this.welcome(socket));
    this.timer = setInterval(() => this.tick(), TELEMETRY_EVERY_MS);
  }

  /** Builds the pages if they are stale and serves them on a port of its own. */
  static async start(): Promise<ScriptedGateway> {
    await buildIfStale();
    const pages = await loadPages(DIST);
    const server = createServer((request, response) => {
      const page = pages.get(request.url?.split('?', 1)[0] ?? '');
      response.setHeader('Content-Security-Policy', CONTENT_SECURITY_POLICY);
      response.writeHead(page ? 200 : 404, page ? { 'Content-Type': page.contentType } : {});
      response.end(page?.body);
    });
    const gateway = new ScriptedGateway(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return gateway;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The messages of one type, in the order they came. */
  of<Type extends ClientMessageType>(
    type: Type,
  ): readonly (Received & { message: Extract<ClientMessage, { type: Type }> })[] {
    return this.received.filter(
      (one): one is Received & { message: Extract<ClientMessage, { type: Type }> } =>
        one.message.type === type,
    );
  }

  forget(): void {
    this.received.length = 0;
  }

  send(message: ServerMessage): void {
    this.sendText(JSON.stringify(message));
  }

  sendText(text: string): void {
    for (const socket of this.sockets.clients) if (socket.readyState === WebSocket.OPEN) socket.send(text);
  }

  /** Ends every connection with a close code; the pages may come back. */
  disconnect(code: number): void {
    for (const socket of this.sockets.clients) socket.close(code);
  }

  setControlUp(isUp: boolean): void {
    this.isControlUp = isUp;
    this.send({ type: 'controlLink', isUp });
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    for (const socket of this.sockets.clients) socket.terminate();
    this.sockets.close();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private tick(): void {
    const nowMs = performance.now();
    this.control.advance(nowMs);
    if (this.isControlUp && !this.isSilent) this.send(this.control.telemetry(nowMs));
  }

  private welcome(socket: WebSocket): void {
    this.clients += 1;
    const clientId = `client-${this.clients}`;
    const tell = (message: ServerMessage): void => socket.send(JSON.stringify(message));
    const { profile, profileHash } = this.control;
    tell({ type: 'welcome', sessionId: this.sessionId, clientId, version: this.version, isSimulated: true });
    tell({ type: 'controlLink', isUp: this.isControlUp });
    tell({ type: 'profile', profile, hash: profileHash });
    socket.on('message', (data, isBinary) => {
      const text = isBinary ? 'binary' : String(data);
      const parsed = clientMessage.safeParse(isBinary ? null : JSON.parse(text));
      if (!parsed.success) {
        this.wrong.push(text);
        return;
      }
      const atMs = performance.now();
      this.received.push({ atMs, clientId, message: parsed.data });
      for (const answer of this.control.answer(parsed.data, clientId, atMs)) {
        if (answer.type === 'profile') this.send(answer);
        else tell(answer);
      }
    });
  }
}
