import type zh from './messages/zh.json';

/**
 * The languages of the product; the first is the default. The chosen one is kept in a cookie, never in the address.
 * Until one is chosen, the browser's own languages decide.
 */
export const LOCALES = ['zh', 'en'] as const;
export type Locale = (typeof LOCALES)[number];
const DEFAULT_LOCALE: Locale = 'zh';
export const LOCALE_COOKIE = 'callboard-locale';

/** The one time zone in which times are shown; every page names it. */
export const TIME_ZONE = 'Asia/Shanghai';

/** BCP 47 tags for the `lang` attribute: the script matters to the choice of Chinese glyphs. */
export const LANGUAGE_TAGS: Record<Locale, string> = { zh: 'zh-CN', en: 'en' };

/**
 * The language of a page: the one that was chosen (the cookie's value), else the first that the browser asks for.
 *
 * @param wanted BCP 47 tags, the most wanted first; all kinds of Chinese are `zh`, and what we do not speak is passed over
 */
export function toLocale(chosen: string | undefined, wanted: readonly string[] = []): Locale {
  const known = (language: string | undefined) => LOCALES.find((locale) => locale === language);
  for (const language of [chosen, ...wanted.map(languageOf)]) {
    const locale = known(language);
    if (locale) return locale;
  }
  return DEFAULT_LOCALE;
}

/** `zh` of `zh-Hant-TW`; also of old names for the same (`cmn`). Undefined for `*` and nonsense. */
function languageOf(tag: string): string | undefined {
  try {
    return new Intl.Locale(tag).language;
  } catch {
    return undefined;
  }
}

declare module 'next-intl' {
  interface AppConfig {
    Locale: Locale;
    Messages: typeof zh;
  }
}
