import type zh from './messages/zh.json';

/** The languages of the product; the first is the default. The language is kept in a cookie, never in the address. */
export const LOCALES = ['zh', 'en'] as const;
export type Locale = (typeof LOCALES)[number];
const DEFAULT_LOCALE: Locale = 'zh';
export const LOCALE_COOKIE = 'callboard-locale';

/** The one time zone in which times are shown; every page names it. */
export const TIME_ZONE = 'Asia/Shanghai';

/** BCP 47 tags for the `lang` attribute: the script matters to the choice of Chinese glyphs. */
export const LANGUAGE_TAGS: Record<Locale, string> = { zh: 'zh-CN', en: 'en' };

/** Reads a cookie's value; anything that is not a known language is the default. */
export function toLocale(value: string | undefined): Locale {
  return LOCALES.find((known) => known === value) ?? DEFAULT_LOCALE;
}

declare module 'next-intl' {
  interface AppConfig {
    Locale: Locale;
    Messages: typeof zh;
  }
}
