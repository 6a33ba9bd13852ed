import { symlink } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadPages } from '../../../controller/gateway/pages.ts';
import { startHouse, temporaryDirectory } from './support.ts';

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** `path` goes on the wire as it is, without the tidying that `fetch` would do. */
function ask(
  port: number,
  path: string,
  { method = 'GET', headers = {} }: { method?: string; headers?: Record<string, string> } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (text: string) => {
        body += text;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
      );
    });
    asked.on('error', reject);
    asked.end();
  });
}

test('pages and assets have their type, their caching and the security headers', async () => {
  const { port } = (await startHouse({ withControl: false })).gateway;
  const index = await ask(port, '/');
  expect(index).toMatchObject({ status: 200, body: '<!doctype html><title>patient</title>' });
  expect(index.headers['content-type']).toBe('text/html; charset=utf-8');
  expect(index.headers['cache-control']).toBe('no-cache');
  expect(index.headers['x-content-type-options']).toBe('nosniff');
  expect(index.headers['content-security-policy']).toMatch(/default-src 'self';.*frame-ancestors 'none'/);
  expect(index.headers['content-security-policy']).not.toMatch(/unsafe/);

  expect(await ask(port, '/tuning?lang=de')).toMatchObject({
    status: 200,
    body: '<!doctype html><title>tuning</title>',
  });
  const script = await ask(port, '/assets/main-B1x2Y3z4.js');
  expect(script.headers['content-type']).toBe('text/javascript; charset=utf-8');
  expect(script.headers['cache-control']).toBe('public, max-age=31536000, immutable');

  const unchanged = await ask(port, '/', { headers: { 'If-None-Match': String(index.headers.etag) } });
  expect(unchanged).toMatchObject({ status: 304, body: '' });
  const head = await ask(port, '/', { method: 'HEAD' });
  expect(head).toMatchObject({ status: 200, body: '' });
  expect(head.headers['content-length']).toBe(index.headers['content-length']);
});

test('nothing outside the pages can be read, nothing can be written', async () => {
  const { port } = (await startHouse({ withControl: false })).gateway;
  for (const path of [
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '//etc/passwd',
    '/assets',
    '/%00',
    'http://127.0.0.1/secret.txt',
    '/constructor',
  ]) {
    expect((await ask(port, path)).status, path).toBe(404);
  }
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
    const answer = await ask(port, '/', { method });
    expect(answer.status, method).toBe(405);
    expect(answer.headers.allow).toBe('GET, HEAD');
  }
  expect((await ask(port, '/', { headers: { Host: `attacker.example:${port}` } })).status).toBe(403);
});

test('a link in the pages directory is not followed', async () => {
  const { directory } = await startHouse({ withControl: false });
  await symlink(join(directory, 'secret.txt'), join(directory, 'pages', 'linked.txt'));
  expect([...(await loadPages(join(directory, 'pages'))).keys()].sort()).toEqual([
    '/',
    '/assets/main-B1x2Y3z4.js',
    '/tuning',
  ]);
});

test('no directory, no pages', async () => {
  expect((await loadPages(join(await temporaryDirectory(), 'absent'))).size).toBe(0);
});

test('a request that never ends is given up', { timeout: 15_000 }, async () => {
  const { port } = (await startHouse({ withControl: false })).gateway;
  const socket = connect(port, '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n');
  const answer = await new Promise<string>((resolve) => {
    let text = '';
    socket.on('data', (data) => {
      text += data.toString();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(text));
  });
  expect(answer).toMatch(/^HTTP\/1\.1 408/);
});
