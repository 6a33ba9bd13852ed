import { request } from 'node:http';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { isOwnHost, judgeUpgrade, MAX_CLIENTS } from '../../../controller/gateway/admission.ts';
import { eventually, openClient, startHouse } from './support.ts';

/** The HTTP status that answers an upgrade request; 101 where it is let in. */
function upgradeStatus(
  port: number,
  path: string,
  headers: Record<string, string | undefined>,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const all = {
      Host: `127.0.0.1:${port}`,
      Origin: `http://127.0.0.1:${port}`,
      'Sec-WebSocket-Protocol': 'poise.v1',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      ...headers,
    };
    const known = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
    const asked = request({ port, host: '127.0.0.1', path, headers: Object.fromEntries(known) });
    asked.on('upgrade', (_response, socket) => {
      socket.destroy();
      resolve(101);
    });
    asked.on('response', (response) => resolve(response.statusCode ?? 0));
    asked.on('error', reject);
    asked.end();
  });
}

test('only a page of this gateway is let in', async () => {
  const { gateway, control } = await startHouse();
  const { port } = gateway;
  expect(await upgradeStatus(port, '/ws', {})).toBe(101);
  expect(
    await upgradeStatus(port, '/ws', { Host: `localhost:${port}`, Origin: `http://localhost:${port}` }),
  ).toBe(101);
  expect(await upgradeStatus(port, '/', {})).toBe(404);
  expect(await upgradeStatus(port, '/ws/../ws', {})).toBe(404);
  expect(await upgradeStatus(port, '/ws', { Host: `attacker.example:${port}` })).toBe(403);
  // DNS rebinding: to the browser, this page and this gateway have the same origin.
  const rebound = { Host: `attacker.example:${port}`, Origin: `http://attacker.example:${port}` };
  expect(await upgradeStatus(port, '/ws', rebound)).toBe(403);
  expect(await upgradeStatus(port, '/ws', { Host: '127.0.0.1' })).toBe(403);
  expect(await upgradeStatus(port, '/ws', { Origin: 'http://attacker.example' })).toBe(403);
  expect(await upgradeStatus(port, '/ws', { Origin: `http://127.0.0.1:${port}.attacker.example` })).toBe(403);
  expect(await upgradeStatus(port, '/ws', { Origin: `http://localhost:${port}` })).toBe(403);
  expect(await upgradeStatus(port, '/ws', { Origin: 'null' })).toBe(403);
  expect(await upgradeStatus(port, '/ws', { Origin: undefined })).toBe(403);
  expect(await upgradeStatus(port, '/ws', { 'Sec-WebSocket-Protocol': undefined })).toBe(400);
  expect(await upgradeStatus(port, '/ws', { 'Sec-WebSocket-Protocol': 'poise.v2' })).toBe(400);
  expect(await upgradeStatus(port, '/ws', { 'Sec-WebSocket-Protocol': 'other, poise.v1' })).toBe(101);
  expect(control.commands()).toEqual([]);
});

test('one client too many is turned away, and let in when another has left', async () => {
  const { gateway } = await startHouse();
  const clients = await Promise.all(Array.from({ length: MAX_CLIENTS }, () => openClient(gateway.port)));
  await Promise.all(clients.map((client) => client.welcome()));
  expect(await upgradeStatus(gateway.port, '/ws', {})).toBe(503);
  clients[0]?.socket.close();
  await eventually('the close', () => clients[0]?.closes.length === 1);
  expect(await upgradeStatus(gateway.port, '/ws', {})).toBe(101);
});

test('a request that breaks off during the upgrade harms nobody', async () => {
  const { gateway } = await startHouse();
  const broken = new WebSocket(`ws://127.0.0.1:${gateway.port}/ws`, 'poise.v1', {
    origin: `http://127.0.0.1:${gateway.port}`,
  });
  broken.on('error', () => undefined);
  broken.terminate();
  await expect((await openClient(gateway.port)).welcome()).resolves.toBeDefined();
});

test('the first wrong thing decides the answer', () => {
  const headers = {
    host: '127.0.0.1:8420',
    origin: 'http://127.0.0.1:8420',
    'sec-websocket-protocol': 'poise.v1',
  };
  const good = { url: '/ws', headers, port: 8420, openClients: 0 };
  expect(judgeUpgrade(good)).toBeNull();
  expect(judgeUpgrade({ ...good, url: '/ws?token=1' })?.status).toBe(404);
  expect(judgeUpgrade({ ...good, headers: {} })?.sentence).toMatch(/host/);
  expect(judgeUpgrade({ ...good, headers: { host: headers.host } })?.sentence).toMatch(
    /pages of this gateway/,
  );
});

test.each(['[::1]:8420', 'localhost:8420', '127.0.0.1:8420'])('%s is a name of this machine', (host) => {
  expect(isOwnHost(host, 8420)).toBe(true);
  expect(isOwnHost(host, 8421)).toBe(false);
});
