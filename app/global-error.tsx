'use client';

import { useEffect, useState } from 'react';

import { readCookie } from '@/lib/browser/cookies';
import { LANGUAGE_TAGS, LOCALE_COOKIE, toLocale, type Locale } from '@/lib/i18n/config';

type Texts = { title: string; text: string; retry: string };

// Loaded when needed: this screen replaces the whole page, and no page should carry its words along.
const MESSAGES = {
  zh: () => import('@/lib/i18n/messages/zh.json'),
  en: () => import('@/lib/i18n/messages/en.json'),
};

/** The last resort, when even the layout failed: it stands without theme and providers. */
export default function GlobalError({ retry }: { error: unknown; retry: () => void }) {
  const [locale, setLocale] = useState<Locale>('zh');
  const [texts, setTexts] = useState<Texts | null>(null);

  useEffect(() => {
    const chosen = toLocale(readCookie(LOCALE_COOKIE), navigator.languages);
    setLocale(chosen);
    void MESSAGES[chosen]().then(({ default: { errors, common } }) => {
      setTexts({ title: errors.title, text: errors.text, retry: common.retry });
    });
  }, []);

  return (
    <html lang={LANGUAGE_TAGS[locale]}>
      <body style={{ font: '14px/1.6 system-ui, sans-serif', textAlign: 'center', padding: '20vh 16px' }}>
        {texts && (
          <main role="alert">
            <title>{texts.title}</title>
            <h1 style={{ fontSize: 18 }}>{texts.title}</h1>
            <p>{texts.text}</p>
            <button type="button" onClick={retry}>
              {texts.retry}
            </button>
          </main>
        )}
      </body>
    </html>
  );
}
