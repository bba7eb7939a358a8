'use client';

import { Button } from '@mantine/core';
import { IconPlayerTrackNext } from '@tabler/icons-react';
import type { Route } from 'next';
import Link from 'next/link';
import { useLocale, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';

import { PageHeading } from '@/components/ui/page-heading';
import { formatNumber } from '@/lib/i18n/format';
import { type Deeds, LISTED_DEEDS, type ListedDeed, type OwnLead } from '@/lib/jobs/owners/deeds';
import type { Workload } from '@/lib/jobs/owners/owners';

import { workloadHref } from '../lists/workload-href';
import { ownLeadHref } from './own-lead-href';
import classes from './own.module.css';

const TO_DO = ['overdue', 'today', 'fresh', 'leads'] as const;

/** What one has to do and did today, each number the way to the leads that it counts. `first`: where to begin. */
export function OwnStart({
  load,
  deeds,
  deed,
  first,
  children,
}: {
  load: Workload;
  deeds: Deeds;
  deed: ListedDeed | null;
  first: OwnLead | null;
  children: ReactNode;
}) {
  const t = useTranslations('mine');
  const locale = useLocale();
  return (
    <>
      <PageHeading title={t('title')}>
        {first && (
          <Button
            component={Link}
            href={`${ownLeadHref(first)}&work=1` as Route}
            size="compact-md"
            leftSection={<IconPlayerTrackNext size={16} stroke={1.6} />}
          >
            {t('begin')}
          </Button>
        )}
      </PageHeading>
      <div className={classes.numbers}>
        <section aria-label={t('todo')} className={classes.group}>
          <h2 className={classes.label}>{t('todo')}</h2>
          <div className={classes.tiles}>
            {TO_DO.map((part) => (
              <Link
                key={part}
                href={workloadHref('me', part) as Route}
                className={classes.tile}
                data-urgent={(part === 'overdue' && load.overdue > 0) || undefined}
                prefetch={false}
              >
                <b>{formatNumber(load[part], locale)}</b>
                <span>{t(`parts.${part}`)}</span>
              </Link>
            ))}
          </div>
        </section>
        <section aria-label={t('done')} className={classes.group}>
          <h2 className={classes.label}>{t('done')}</h2>
          <div className={classes.tiles}>
            {LISTED_DEEDS.map((name) => (
              <Link
                key={name}
                href={(name === deed ? '/mine' : `/mine?did=${name}`) as Route}
                className={classes.tile}
                aria-current={name === deed ? 'true' : undefined}
                prefetch={false}
                scroll={false}
              >
                <b>{formatNumber(deeds[name], locale)}</b>
                <span>{t(`deeds.${name}`)}</span>
              </Link>
            ))}
          </div>
        </section>
      </div>
      <div className={classes.columns}>{children}</div>
    </>
  );
}
