import './globals.css';

import type { Metadata, Viewport } from 'next';
import localFont from 'next/font/local';
import { cookies, headers } from 'next/headers';
import { NextIntlClientProvider } from 'next-intl';
import { getLocale, getTranslations } from 'next-intl/server';

import { COLOR_SCHEME_COOKIE, FOLLOW_SYSTEM_SCRIPT, toColorScheme } from '@/components/shell/color-scheme';
import { Providers } from '@/components/shell/providers';
import { SURFACES } from '@/components/ui/theme';
import { cookieName } from '@/lib/auth/sessions/cookie-name';
import { env } from '@/lib/env';
import { LANGUAGE_TAGS } from '@/lib/i18n/config';

// Not the quotes, dashes and dots that Chinese text needs in its own width, and not the hyphen: tabular figures would
// make it as wide as a digit and tear dates apart.
const latin = localFont({
  src: '../node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2',
  weight: '100 900',
  variable: '--font-latin',
  display: 'swap',
  // Arial, which stands in else, would take those quotes too.
  adjustFontFallback: false,
  declarations: [
    {
      prop: 'unicode-range',
      value: 'U+0000-002C, U+002E-00FF, U+0131, U+0152-0153, U+2013, U+20AC, U+2122, U+2212',
    },
  ],
});

// The quotes and dots, where the words around them are English.
const latinMarks = localFont({
  src: '../node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2',
  weight: '100 900',
  variable: '--font-latin-marks',
  display: 'swap',
  adjustFontFallback: false,
  declarations: [{ prop: 'unicode-range', value: 'U+2014, U+2018-201D, U+2026' }],
});

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('common');
  return {
    title: { default: t('product'), template: `%s · ${t('product')}` },
    applicationName: t('product'),
    robots: { index: false, follow: false },
    formatDetection: { telephone: false },
  };
}

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: SURFACES.light.body },
    { media: '(prefers-color-scheme: dark)', color: SURFACES.dark.body },
  ],
};

export default async function RootLayout({ children }: LayoutProps<'/'>) {
  const locale = await getLocale();
  const colorScheme = toColorScheme((await cookies()).get(cookieName(COLOR_SCHEME_COOKIE))?.value);
  const { nextauthUrl } = env();
  return (
    <html
      lang={LANGUAGE_TAGS[locale]}
      className={locale === 'en' ? `${latin.variable} ${latinMarks.variable}` : latin.variable}
      data-mantine-color-scheme={colorScheme === 'auto' ? 'light' : colorScheme}
      suppressHydrationWarning
    >
      <head>
        {colorScheme === 'auto' && (
          <script
            nonce={(await headers()).get('x-nonce') ?? undefined}
            dangerouslySetInnerHTML={{ __html: FOLLOW_SYSTEM_SCRIPT }}
            suppressHydrationWarning
          />
        )}
      </head>
      <body>
        <NextIntlClientProvider>
          <Providers colorScheme={colorScheme} ownAddress={nextauthUrl}>
            {children}
          </Providers>
        </NextIntlClientProvider>
      </body>
    </html>
  );
}
