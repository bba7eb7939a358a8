import { cookies } from 'next/headers';
import { getRequestConfig } from 'next-intl/server';

import { LOCALE_COOKIE, TIME_ZONE, toLocale } from './config';

/** next-intl's configuration of one request: the language of the cookie, its messages, the product's time zone. */
export default getRequestConfig(async () => {
  const locale = toLocale((await cookies()).get(LOCALE_COOKIE)?.value);
  const messages = (await import(`./messages/${locale}.json`)) as { default: Record<string, never> };
  return { locale, messages: messages.default, timeZone: TIME_ZONE };
});
