import 'server-only';

import { createHmac, randomUUID } from 'node:crypto';

import { decode, encode } from 'next-auth/jwt';
import { z } from 'zod';

import { cookieName, usesSecureCookies } from './cookie-name';
import type { CookieReader } from './session';

/** Renewed at each sign-in. Seconds. */
const DEVICE_MAX_AGE = 180 * 24 * 60 * 60;

/** So many people of one computer keep a budget of their own; a cookie has its limits. */
const MOST_ACCOUNTS = 8;

/** Keeps the two kinds of token apart: a session is no device, and a device no session. */
const SALT = 'callboard-device';

const claimsSchema = z.object({
  deviceId: z.uuid(),
  accounts: z.array(z.string().max(64)).max(MOST_ACCOUNTS),
});

/** A browser in which somebody has signed in before: which one, and whose accounts, newest first. */
export type Device = z.infer<typeof claimsSchema>;

const DEVICE_COOKIE = 'callboard-device';

const tagOf = (secret: string, accountKey: string) =>
  createHmac('sha256', secret).update(`device:${accountKey}`).digest('base64url').slice(0, 22);

/** The device of a request's cookie; null without one, or where it is not ours. */
export async function readDevice(cookies: CookieReader, secret: string): Promise<Device | null> {
  const token = cookies.get(cookieName(DEVICE_COOKIE))?.value;
  if (!token) return null;
  try {
    return claimsSchema.parse(await decode({ token, secret, salt: SALT }));
  } catch {
    return null;
  }
}

/** Whether this account has been signed in to on this device. */
export function isKnownDevice(device: Device | null, accountKey: string, secret: string): device is Device {
  return device?.accounts.includes(tagOf(secret, accountKey)) === true;
}

/**
 * The cookie's value after a sign-in. It opens nothing: it only gives its device tries of its own for the accounts that
 * were signed in to there.
 */
export function rememberDevice(device: Device | null, accountKey: string, secret: string): Promise<string> {
  const tag = tagOf(secret, accountKey);
  const others = device?.accounts.filter((account) => account !== tag) ?? [];
  const token: Device = {
    deviceId: device?.deviceId ?? randomUUID(),
    accounts: [tag, ...others].slice(0, MOST_ACCOUNTS),
  };
  return encode({ token, secret, salt: SALT, maxAge: DEVICE_MAX_AGE });
}

/** The `Set-Cookie` of a value that `rememberDevice` made. */
export function deviceCookie(value: string): string {
  const secure = usesSecureCookies() ? '; Secure' : '';
  return `${cookieName(DEVICE_COOKIE)}=${value}; Path=/; Max-Age=${DEVICE_MAX_AGE}; HttpOnly; SameSite=Lax${secure}`;
}
