import type { LookupAddress } from 'node:dns';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterEach, describe, expect, it, vi } from 'vitest';

const resolved = vi.hoisted(() => ({ addresses: [] as LookupAddress[], asked: [] as string[] }));
vi.mock('node:dns', async (original) => ({
  ...(await original<typeof import('node:dns')>()),
  lookup: (name: string, _options: unknown, done: (error: null, found: LookupAddress[]) => void) => {
    resolved.asked.push(name);
    setImmediate(() => done(null, resolved.addresses));
  },
}));
const { fetchObject } = await import('./fetch-object');
const { isPublicAddress } = await import('./public-address');

describe('isPublicAddress', () => {
  it.each(['8.8.8.8', '47.100.1.1', '118.31.219.240', '2400:3200::1', '2606:4700::1111'])(
    'takes %s',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );

  it.each([
    ['this host', ['0.0.0.0', '0.1.2.3', '::']],
    ['loopback', ['127.0.0.1', '127.255.255.254', '::1']],
    ['private', ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', 'fc00::1', 'fd12:3456::1']],
    ['site-local', ['fec0::1']],
    ['link-local', ['169.254.169.254', 'fe80::1', 'fe80::1%eth0', '2606:4700::1111%eth0']],
    ['carrier-grade NAT', ['100.64.0.1', '100.100.100.200', '100.127.255.255']],
    ['multicast and broadcast', ['224.0.0.1', '239.255.255.255', '255.255.255.255', 'ff02::1']],
    ['reserved', ['192.0.0.1', '192.0.2.1', '198.18.0.1', '198.51.100.1', '203.0.113.1', '240.0.0.1']],
    ['documentation and discard', ['2001:db8::1', '3fff::1', '100::1']],
    ['IPv4-mapped and -compatible', ['::ffff:127.0.0.1', '::ffff:8.8.8.8', '::127.0.0.1', '::ffff:a00:1']],
    ['NAT64', ['64:ff9b::7f00:1', '64:ff9b::808:808', '64:ff9b:1::a00:1']],
    ['6to4 and Teredo', ['2002:7f00:1::1', '2001::1']],
    ['no address at all', ['', 'localhost', '1.2.3', '0x7f.1', '[::1]', '999.1.1.1']],
  ])('refuses %s', (_kind, addresses) => {
    expect(addresses.filter(isPublicAddress)).toEqual([]);
  });
});

describe('a name that fetchObject is given', () => {
  const close: (() => void)[] = [];
  afterEach(() => close.splice(0).forEach((end) => end()));

  /** A server on this machine under a permitted name, which the test lets resolve to what it likes. */
  async function serverBehind(addresses: string[]): Promise<{ url: URL; received: () => number }> {
    let received = 0;
    const server = createServer((_request, response) => {
      received += 1;
      response.end('RIFF');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    close.push(() => {
      server.close();
      server.closeAllConnections();
    });
    const { port } = server.address() as AddressInfo;
    resolved.addresses = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    resolved.asked = [];
    return {
      url: new URL(`http://record.oss-cn-shanghai.aliyuncs.com:${port}/a.wav`),
      received: () => received,
    };
  }
  const options = () => ({ headers: {}, signal: new AbortController().signal, headTimeoutMs: 5000 });

  it.each([['127.0.0.1'], ['::ffff:127.0.0.1'], ['127.0.0.1', '::1'], ['10.0.0.1', '127.0.0.1']])(
    'and that leads to %s is not connected to',
    async (...addresses) => {
      const { url, received } = await serverBehind(addresses);
      await expect(fetchObject(url, options())).rejects.toMatchObject({ code: 'ADDRESS_NOT_PUBLIC' });
      expect(resolved.asked).toEqual([url.hostname]);
      expect(received()).toBe(0);
    },
  );

  it('gets no connection of the endpoint’s, which may lead anywhere', async () => {
    const { url, received } = await serverBehind(['127.0.0.1']);
    url.hostname = 'localhost';
    const answer = await fetchObject(url, { ...options(), isEndpoint: true });
    await new Promise((resolve) => answer.resume().once('close', resolve));
    expect(received()).toBe(1);
    await expect(fetchObject(url, options())).rejects.toMatchObject({ code: 'ADDRESS_NOT_PUBLIC' });
    expect(received()).toBe(1);
  });
});
