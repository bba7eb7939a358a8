'use client';

import { MantineProvider, type MantineColorScheme } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { NuqsAdapter } from 'nuqs/adapters/next/app';
import type { ReactNode } from 'react';

import { cssVariablesResolver, theme } from '@/components/ui/theme';
import { OwnAddress } from '@/lib/browser/own-address';

import { cookieColorSchemeManager } from './color-scheme';
import { getQueryClient } from './query-client';

const colorSchemeManager = cookieColorSchemeManager();

/**
 * What every page stands on: look, URL state, server state, notices. `colorScheme` is the cookie's, as the server read
 * it; `ownAddress` is the origin of NEXTAUTH_URL.
 */
export function Providers({
  colorScheme,
  ownAddress,
  children,
}: {
  colorScheme: MantineColorScheme;
  ownAddress: string;
  children: ReactNode;
}) {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariablesResolver}
      colorSchemeManager={colorSchemeManager}
      defaultColorScheme={colorScheme}
    >
      <NuqsAdapter>
        <QueryClientProvider client={getQueryClient()}>
          <OwnAddress value={ownAddress}>{children}</OwnAddress>
          <Notifications position="bottom-right" limit={3} autoClose={5000} />
        </QueryClientProvider>
      </NuqsAdapter>
    </MantineProvider>
  );
}
