'use client';

import 'dayjs/locale/zh-cn';

import { MantineProvider, type MantineColorScheme } from '@mantine/core';
import { DatesProvider } from '@mantine/dates';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { useLocale } from 'next-intl';
import { NuqsAdapter } from 'nuqs/adapters/next/app';
import type { ReactNode } from 'react';

import { cookieColorSchemeManager } from './color-scheme';
import { getQueryClient } from './query-client';
import { cssVariablesResolver, theme } from './theme';

const colorSchemeManager = cookieColorSchemeManager();

/** What every page stands on: look, URL state, server state, notices. `colorScheme` is the cookie's, as the server read it. */
export function Providers({
  colorScheme,
  children,
}: {
  colorScheme: MantineColorScheme;
  children: ReactNode;
}) {
  const locale = useLocale();
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariablesResolver}
      colorSchemeManager={colorSchemeManager}
      defaultColorScheme={colorScheme}
    >
      <DatesProvider settings={{ locale: locale === 'zh' ? 'zh-cn' : 'en', firstDayOfWeek: 1 }}>
        <NuqsAdapter>
          <QueryClientProvider client={getQueryClient()}>
            {children}
            <Notifications position="bottom-right" limit={3} autoClose={5000} />
          </QueryClientProvider>
        </NuqsAdapter>
      </DatesProvider>
    </MantineProvider>
  );
}
