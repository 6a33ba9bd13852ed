import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isOwnHost } from './admission.ts';
import type { Pages } from './pages.ts';

/** Sent with every answer (reference/stack.md §7.5). */
const SECURITY_HEADERS = {
  'Content-Security-Policy': [
    "default-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** An HTTP server on 127.0.0.1 only, which answers GET and HEAD for the given pages and gives slow clients up. */
export function createPageServer(pages: Pages): Server {
  const server = createServer(
    {
      headersTimeout: 5_000,
      requestTimeout: 10_000,
      keepAliveTimeout: 5_000,
      connectionsCheckingInterval: 1_000,
      maxHeaderSize: 8_192,
    },
    (request, response) => answer(pages, request, response),
  );
  server.maxConnections = 128;
  return server;
}

/** The port an HTTP server listens at. */
export function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

function answer(pages: Pages, request: IncomingMessage, response: ServerResponse): void {
  const port = request.socket.localPort ?? 0;
  if (!isOwnHost(request.headers.host, port)) {
    answerText(response, 403, 'This host name is not served here.');
    return;
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    answerText(response, 405, 'Pages can only be read.');
    return;
  }
  const path = request.url?.split('?', 1)[0] ?? '';
  const page = pages.get(path);
  if (!page) {
    const sentence =
      pages.size === 0 ? 'The pages are not built. Run "npm run build".' : 'There is no such page.';
    answerText(response, 404, sentence);
    return;
  }
  const headers = { ...SECURITY_HEADERS, 'Cache-Control': page.cacheControl, ETag: page.entityTag };
  if (request.headers['if-none-match'] === page.entityTag) {
    response.writeHead(304, headers).end();
    return;
  }
  response.writeHead(200, {
    ...headers,
    'Content-Type': page.contentType,
    'Content-Length': page.body.length,
  });
  response.end(request.method === 'HEAD' ? undefined : page.body);
}

function answerText(response: ServerResponse, status: number, sentence: string): void {
  const body = `${sentence}\n`;
  response.writeHead(status, {
    ...SECURITY_HEADERS,
    'Cache-Control': 'no-store',
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    Connection: 'close',
  });
  response.end(body);
}
