import type { IncomingHttpHeaders } from 'node:http';
import { SUBPROTOCOL } from '../../protocol/clientMessages.ts';

export const WEBSOCKET_PATH = '/ws';
/** A few pages in the house at once; more is a fault or an attack. */
export const MAX_CLIENTS = 16;

/** Names under which a browser on this machine may call the gateway; any other is DNS rebinding. */
const LOCAL_NAMES = ['127.0.0.1', 'localhost', '[::1]'];

/** Whether a Host header names this machine and this port. */
export function isOwnHost(host: string | undefined, port: number): host is string {
  return host !== undefined && LOCAL_NAMES.some((name) => host === `${name}:${port}`);
}

/** Why a WebSocket is not opened, as the HTTP answer to its upgrade request. */
export interface Rejection {
  readonly status: 400 | 401 | 403 | 404 | 503;
  readonly sentence: string;
}

export interface UpgradeRequest {
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly port: number;
  readonly openClients: number;
}

/**
 * Judges an upgrade request: path, Host, Origin, subprotocol, number of clients, in this order
 * (reference/stack.md §4.1). Only a page that this gateway served may connect: binding to 127.0.0.1 alone does not keep
 * out a foreign page in the same browser.
 *
 * @returns null where the request is in order
 */
export function judgeUpgrade({ url, headers, port, openClients }: UpgradeRequest): Rejection | null {
  if (url !== WEBSOCKET_PATH) return { status: 404, sentence: `The WebSocket is at ${WEBSOCKET_PATH}.` };
  const { host, origin } = headers;
  if (!isOwnHost(host, port)) return { status: 403, sentence: 'This host name is not served here.' };
  if (origin !== `http://${host}`)
    return { status: 403, sentence: 'Only pages of this gateway may connect to it.' };
  const offered = headers['sec-websocket-protocol']?.split(',').map((name) => name.trim());
  if (!offered?.includes(SUBPROTOCOL))
    return { status: 400, sentence: `The subprotocol must be ${SUBPROTOCOL}.` };
  if (openClients >= MAX_CLIENTS)
    return { status: 503, sentence: `There are ${MAX_CLIENTS} pages open already. Close one.` };
  return null;
}
