import { expect, it } from 'vitest';

import { canonicalAddress, networkOf } from './network';

it.each([
  ['203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2::1', '2001:db8:1:2::/64'],
  ['2001:DB8:1:2:ffff:ffff:ffff:ffff', '2001:db8:1:2::/64'],
  ['2001:0db8:0001:0002:0000:0000:0000:0009', '2001:db8:1:2::/64'],
  ['2001:db8:1:3::1', '2001:db8:1:3::/64'],
  ['fe80::1%eth0', 'fe80::/64'],
  ['::1', '::/64'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['::FFFF:cb00:7107', '203.0.113.7'],
  ['0:0:0:0:0:ffff:203.0.113.7', '203.0.113.7'],
  ['unknown', 'unknown'],
])('limits count %s as %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});

it.each([
  ['::ffff:cb00:7107', '203.0.113.7'],
  ['2001:DB8::0:1', '2001:db8::1'],
  ['203.0.113.7', '203.0.113.7'],
  ['0x7f.1', null],
  ['2130706433', null],
  ['1.2.3', null],
  ['', null],
])('%s is spelt %s', (text, address) => {
  expect(canonicalAddress(text)).toBe(address);
});
