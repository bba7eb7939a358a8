import { createContext, useContext, useSyncExternalStore } from 'react';

import { isOwnAddress } from '@/lib/auth/sign-in/origin';

/** The origin of NEXTAUTH_URL: the one address from which the console takes sign-ins and actions. */
export const OwnAddress = createContext('');

const never = () => () => {};

/**
 * The console's own address, and the address under which this page was opened when that is another one (null while it
 * is not known, too). What the browser says counts: a proxy may have changed the Host that the server sees.
 */
export function useOwnAddress(): { own: string; openedAt: string | null } {
  const own = useContext(OwnAddress);
  const openedAt = useSyncExternalStore(
    never,
    () => location.origin,
    () => null,
  );
  return { own, openedAt: openedAt !== null && !isOwnAddress(openedAt, own) ? openedAt : null };
}
