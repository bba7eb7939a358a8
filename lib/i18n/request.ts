import { cookies, headers } from 'next/headers';
import { getRequestConfig } from 'next-intl/server';

import { cookieName } from '@/lib/auth/sessions/cookie-name';

import { acceptedLanguages } from './accept-language';
import { LOCALE_COOKIE, TIME_ZONE, toLocale } from './config';

/** next-intl's configuration of one request: language (see `toLocale`), its messages, the product's time zone. */
export default getRequestConfig(async () => {
  const chosen = (await cookies()).get(cookieName(LOCALE_COOKIE))?.value;
  const locale = toLocale(chosen, acceptedLanguages((await headers()).get('accept-language')));
  const messages = (await import(`./messages/${locale}.json`)) as { default: Record<string, never> };
  return { locale, messages: messages.default, timeZone: TIME_ZONE };
});
