'use client';

import { EmptyState } from '@mantine/core';
import {
  IconAlertTriangle,
  IconFileUnknown,
  IconFilterOff,
  IconHourglass,
  IconInbox,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';

const ICONS = {
  empty: IconInbox,
  'no-match': IconFilterOff,
  error: IconAlertTriangle,
  busy: IconHourglass,
  'not-found': IconFileUnknown,
} as const;

/** A screen without data, saying which kind it is: failed is never shown as empty. `children` are what one can do. */
export function StateScreen({
  kind,
  title,
  text,
  isPage = false,
  children,
}: {
  kind: keyof typeof ICONS;
  title: string;
  text?: ReactNode;
  /** It is all there is on its page: its title is the page's heading. */
  isPage?: boolean;
  children?: ReactNode;
}) {
  const Icon = ICONS[kind];
  return (
    <EmptyState
      py="4rem"
      role={kind === 'error' ? 'alert' : kind === 'busy' ? 'status' : undefined}
      icon={<Icon size={36} stroke={1.2} color={kind === 'error' ? 'var(--cb-red-solid)' : undefined} />}
      size="sm"
    >
      <EmptyState.Title order={isPage ? 1 : undefined}>{title}</EmptyState.Title>
      {text && <EmptyState.Description>{text}</EmptyState.Description>}
      {children && <EmptyState.Actions mt="sm">{children}</EmptyState.Actions>}
    </EmptyState>
  );
}
