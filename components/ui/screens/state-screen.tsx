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
  children,
}: {
  kind: keyof typeof ICONS;
  title: string;
  text?: ReactNode;
  children?: ReactNode;
}) {
  const Icon = ICONS[kind];
  return (
    <EmptyState
      py="4rem"
      role={kind === 'error' ? 'alert' : kind === 'busy' ? 'status' : undefined}
      icon={<Icon size={36} stroke={1.2} color={kind === 'error' ? 'var(--cb-red-solid)' : undefined} />}
      title={title}
      description={text}
      size="sm"
    >
      {children && <EmptyState.Actions mt="sm">{children}</EmptyState.Actions>}
    </EmptyState>
  );
}
