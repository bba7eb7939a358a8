import { lookup as lookupName, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';

import ipaddr from 'ipaddr.js';

/** No address of a name may be connected to: each is private, loopback or otherwise not of the public internet. */
export class NotPublicError extends Error {
  readonly code = 'ADDRESS_NOT_PUBLIC';
}

/**
 * Whether an IP address is one of the public internet. Those that carry another address within them (IPv4-mapped,
 * NAT64, 6to4, Teredo) are not: where they lead cannot be told from here.
 */
export function isPublicAddress(address: string): boolean {
  // A zone (`fe80::1%eth0`) belongs to a link of this machine.
  return isIP(address) !== 0 && !address.includes('%') && ipaddr.parse(address).range() === 'unicast';
}

/**
 * A `lookup` for Node's client that hands on public addresses only. The client connects to what it is handed and asks
 * for each new connection, so a name that is re-pointed between a check and the connection wins nothing.
 * @throws NotPublicError when the name has no public address
 */
export function publicLookup(resolve: typeof lookupName = lookupName): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, found: LookupAddress[]) => {
      if (error) {
        callback(error, [], 0);
        return;
      }
      const addresses = found.filter(({ address }) => isPublicAddress(address));
      const [first] = addresses;
      if (!first) callback(new NotPublicError('the name leads to no public address'), [], 0);
      else if (options.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}
