'use client';

import { IconDeviceFloppy } from '@tabler/icons-react';
import type { Route } from 'next';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';

import { jobHref } from '@/components/job-context/job-href';
import { Time } from '@/components/ui/time/time';
import { useStore } from '@/lib/browser/store';

import { type Draft, listDrafts, type Whose } from './draft';
import classes from '../lists/follow-up-table.module.css';
import { leftWritings } from './left-writings';

const NONE_LEFT = leftWritings.get();

/** What this person wrote on this device and what no server has yet: opened again, each saves itself. */
export function UnsavedDrafts({ whose: { id, organizationId } }: { whose: Whose }) {
  const t = useTranslations();
  const [drafts, setDrafts] = useState<Draft[]>([]);
  // What was left on another page may be saved while one looks.
  const left = useStore(leftWritings, NONE_LEFT);
  useEffect(() => setDrafts(listDrafts({ id, organizationId })), [id, organizationId, left]);
  if (drafts.length === 0) return null;
  return (
    <section className={classes.drafts} aria-label={t('followUps.drafts.label')}>
      <p className={classes.draftsTitle}>
        <IconDeviceFloppy size={16} stroke={1.6} aria-hidden />
        {t('followUps.drafts.title', { count: drafts.length })}
      </p>
      <ul className={classes.draftList}>
        {drafts.map((draft) => (
          <li key={draft.rowId}>
            <Link href={jobHref(draft.taskId, draft.rowId) as Route} className={classes.draftLink}>
              {draft.title || t('job.unnamed')}
            </Link>{' '}
            <span className={classes.minor}>
              <Time time={new Date(draft.at).toISOString()} precision="minute" />
            </span>{' '}
            {draft.values.remark.slice(0, 60)}
          </li>
        ))}
      </ul>
    </section>
  );
}
