'use client';

import { ActionIcon, Menu, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useQueries } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import type { KeyboardEvent } from 'react';

import {
  DOWNLOAD_FORMATS,
  downloadOfferQuery,
  downloadUrl,
  type DownloadFormat,
  type DownloadOffer,
} from '@/lib/recordings/download-queries';
import type { DbId } from '@/lib/values/db-id';

import classes from './download-menu.module.css';

const BYTES_PER_MEGABYTE = 1e6;

/**
 * Saves a recording as the file that it is, as MP3 or as WAV. What each would be is asked when the menu opens; the
 * links work whatever the answer, and a browser's own download goes on when the page is left.
 * @param callId another call than the job's latest; null: the latest
 */
export function DownloadMenu({ rowId, callId = null }: { rowId: DbId; callId?: string | null }) {
  const t = useTranslations('player');
  return (
    <Menu position="top-end" width={260}>
      <Menu.Target>
        <ActionIcon aria-label={t('download')} title={t('download')}>
          <IconDownload size={18} stroke={1.6} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <DownloadItems rowId={rowId} callId={callId} />
      </Menu.Dropdown>
    </Menu>
  );
}

/** There only while the menu is open. */
function DownloadItems({ rowId, callId }: { rowId: DbId; callId: string | null }) {
  const offers = useQueries({
    queries: DOWNLOAD_FORMATS.map((format) => downloadOfferQuery({ rowId, callId, format })),
  });
  return DOWNLOAD_FORMATS.map((format, index) => (
    <DownloadItem
      key={format}
      format={format}
      href={downloadUrl({ rowId, callId, format })}
      offer={offers[index]?.data}
    />
  ));
}

function DownloadItem({
  format,
  href,
  offer,
}: {
  format: DownloadFormat;
  href: string;
  offer: DownloadOffer | undefined;
}) {
  const t = useTranslations('downloads');
  const label = (
    <>
      {t(`formats.${format}`)}
      <Text className={classes.minor}>
        {offer && offer.state !== 'ready' ? t(`states.${offer.state}`) : t(`hints.${format}`)}
      </Text>
    </>
  );
  // A link that is told to lead nowhere is none; a reader still finds the line and its reason.
  if (offer?.state === 'not_convertible') return <Menu.Item disabled>{label}</Menu.Item>;
  return (
    <Menu.Item
      component="a"
      className={classes.item}
      href={href}
      download
      rightSection={<Size offer={offer} format={format} />}
      onKeyDown={pressOnSpace}
    >
      {label}
    </Menu.Item>
  );
}

/** A link leaves Space alone; an entry of a menu does not. */
function pressOnSpace(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== ' ') return;
  event.preventDefault();
  event.currentTarget.click();
}

function Size({ offer, format }: { offer: DownloadOffer | undefined; format: DownloadFormat }) {
  const t = useTranslations('downloads');
  if (offer?.state !== 'ready') return null;
  const kind = format === 'original' ? offer.extension?.toUpperCase() : undefined;
  const size =
    offer.bytes === null
      ? undefined
      : t('size', { megabytes: Math.max(0.1, Math.round((offer.bytes / BYTES_PER_MEGABYTE) * 10) / 10) });
  return <Text className={classes.minor}>{[kind, size].filter(Boolean).join(' · ')}</Text>;
}
