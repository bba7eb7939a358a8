import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterAll, beforeAll, expect, it, vi } from 'vitest';

const settings = vi.hoisted(() => ({ trustProxyHops: 0 }));
vi.mock('@/lib/env', () => ({ env: () => settings }));

const { clientAddress, stampSocketAddresses } = await import('./client-address');

/** Answers the address that `clientAddress` finds, from the headers as Next gets them. */
const server = createServer((request: IncomingMessage, response) => {
  response.end(clientAddress(new Headers(request.headers as Record<string, string>)));
});

beforeAll(() => {
  stampSocketAddresses();
  return new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => void server.close());

const ask = async (headers: Record<string, string>) => {
  const { port } = server.address() as AddressInfo;
  return (await fetch(`http://127.0.0.1:${port}/`, { headers })).text();
};

it.each(['9.9.9.9', '9.9.9.9, 127.0.0.2', '::1'])(
  'without a proxy of ours, X-Forwarded-For %s is not believed',
  async (forged) => {
    settings.trustProxyHops = 0;
    expect(await ask({ 'x-forwarded-for': forged })).toBe('127.0.0.1');
  },
);

it.each([
  [1, '9.9.9.9, 203.0.113.7', '203.0.113.7'],
  [2, '9.9.9.9, 203.0.113.7, 10.0.0.1', '203.0.113.7'],
  [1, '203.0.113.7:4711', '203.0.113.7'],
  [1, '[2001:DB8::1]:443', '2001:db8::1'],
  [1, '::ffff:203.0.113.7', '203.0.113.7'],
  [1, '::ffff:cb00:7107', '203.0.113.7'],
  [2, '203.0.113.7', '127.0.0.1'],
  [1, 'rubbish', '127.0.0.1'],
])('with %i proxies of ours, %s is %s', async (hops, forwarded, address) => {
  settings.trustProxyHops = hops;
  expect(await ask({ 'x-forwarded-for': forwarded })).toBe(address);
});

it('nobody can name the header that carries the socket’s address', async () => {
  settings.trustProxyHops = 0;
  const { callboardSocketHeader } = globalThis as { callboardSocketHeader?: string };
  expect(callboardSocketHeader).toMatch(/^x-socket-address-[\da-f-]{36}$/);
  expect(await ask({ [callboardSocketHeader ?? '']: '9.9.9.9' })).toBe('127.0.0.1');
});
