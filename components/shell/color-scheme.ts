import type { MantineColorScheme, MantineColorSchemeManager } from '@mantine/core';

import { readCookie, writeCookie } from '@/lib/browser/cookies';

export const COLOR_SCHEME_COOKIE = 'callboard-theme';

/** Reads a cookie's value; anything but a known scheme follows the system. Also runs on the server. */
export function toColorScheme(value: unknown): MantineColorScheme {
  return value === 'light' || value === 'dark' ? value : 'auto';
}

/** Mantine's store for the chosen scheme: a cookie that the server reads too, told to the other tabs as it changes. */
export function cookieColorSchemeManager(): MantineColorSchemeManager {
  let channel: BroadcastChannel | undefined;
  return {
    get: (initial) =>
      typeof document === 'undefined' ? initial : toColorScheme(readCookie(COLOR_SCHEME_COOKIE)),
    set: (value) => {
      writeCookie(COLOR_SCHEME_COOKIE, value);
      channel?.postMessage(value);
    },
    subscribe: (onUpdate) => {
      channel = new BroadcastChannel(COLOR_SCHEME_COOKIE);
      channel.addEventListener('message', (event: MessageEvent<unknown>) => {
        onUpdate(toColorScheme(event.data));
      });
    },
    unsubscribe: () => channel?.close(),
    clear: () => writeCookie(COLOR_SCHEME_COOKIE, 'auto'),
  };
}

/**
 * Runs in the head before anything is painted: who follows the system gets the system's scheme. Chosen schemes are
 * already in the attribute that the server wrote.
 */
export const FOLLOW_SYSTEM_SCRIPT = `document.documentElement.setAttribute('data-mantine-color-scheme',matchMedia('(prefers-color-scheme: dark)').matches?'dark':'light')`;
