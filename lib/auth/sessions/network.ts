import ipaddr from 'ipaddr.js';

/** What one subscriber is given of IPv6: whoever has a /64 has 2^64 addresses to try from. */
const IPV6_PREFIX = 64;

/** An address in its one spelling: `::ffff:1.2.3.4`, however it is written, is `1.2.3.4`. Null for anything else. */
export function canonicalAddress(text: string): string | null {
  return ipaddr.isValid(text) && (text.includes(':') || ipaddr.IPv4.isValidFourPartDecimal(text))
    ? ipaddr.process(text).toString()
    : null;
}

/** What limits count by: an IPv4 address, the /64 of an IPv6 address, or the text itself where it is neither. */
export function networkOf(address: string): string {
  const canonical = canonicalAddress(address);
  if (canonical === null || !canonical.includes(':')) return canonical ?? address;
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${canonical.replace(/%.*$/, '')}/${IPV6_PREFIX}`).toString()}/${IPV6_PREFIX}`;
}
