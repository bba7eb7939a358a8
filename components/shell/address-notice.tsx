'use client';

import { Alert, Anchor } from '@mantine/core';
import { useTranslations } from 'next-intl';

import { useOwnAddress } from '@/lib/browser/own-address';

/**
 * Over every page that was opened under another address than the console's own, where every sign-in and action is
 * refused: says which address to open, and leads to the same page there.
 */
export function AddressNotice() {
  const t = useTranslations('layout.otherAddress');
  const { own, openedAt } = useOwnAddress();
  if (openedAt === null) return null;
  const here = () => own + location.pathname + location.search + location.hash;
  const aim = (link: HTMLAnchorElement) => void (link.href = here());
  return (
    <Alert color="orange" variant="light" radius={0} p="xs" role="status">
      {t('text', { openedAt, own })}{' '}
      <Anchor
        href={here()}
        inherit
        fw={500}
        // The page's own address changes without a rendering (an opened job, a filter).
        onPointerEnter={({ currentTarget }) => aim(currentTarget)}
        onFocus={({ currentTarget }) => aim(currentTarget)}
        onClick={({ currentTarget }) => aim(currentTarget)}
      >
        {t('open', { own })}
      </Anchor>
    </Alert>
  );
}
