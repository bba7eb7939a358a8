'use client';

import { notifications } from '@mantine/notifications';
import type { Route } from 'next';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';

import { jobHref } from '@/components/job-context/job-href';
import { useOpenJob } from '@/components/job-context/use-open-job';
import { useStore } from '@/lib/browser/store';

import { leftWritings, type LeftWriting } from './left-writings';
import classes from './left-notices.module.css';

/** There the small player takes the whole width at the bottom. */
const PHONE = '(max-width: 640px)';

const NONE: ReadonlyMap<string, LeftWriting> = new Map();

/** Tells, on whatever page, of follow-ups whose job was left before they could be saved; until they are, or one returns. */
export function LeftNotices() {
  const t = useTranslations('followUps.left');
  const left = useStore(leftWritings, NONE);
  const told = useRef(new Map<string, LeftWriting['why']>());

  useEffect(() => {
    for (const key of told.current.keys()) {
      if (left.has(key)) continue;
      told.current.delete(key);
      notifications.hide(key);
    }
    for (const [key, writing] of left) {
      const known = told.current.get(key);
      // One that the person has closed stays closed while nothing is different.
      if (known === writing.why) continue;
      if (known) notifications.hide(key);
      told.current.set(key, writing.why);
      notifications.show({
        id: key,
        color: 'yellow',
        position: matchMedia(PHONE).matches ? 'top-center' : 'bottom-left',
        autoClose: false,
        closeButtonProps: { 'aria-label': t('close') },
        message: <LeftNotice writing={writing} />,
      });
    }
  }, [left, t]);
  return null;
}

function LeftNotice({ writing: { rowId, taskId, title, why } }: { writing: LeftWriting }) {
  const t = useTranslations();
  const path = usePathname();
  const { open } = useOpenJob();
  const page = `/tasks/${taskId}`;
  return (
    <>
      {t(`followUps.left.${why}`, { name: title || t('job.unnamed') })}{' '}
      <Link
        href={jobHref(taskId, rowId) as Route}
        className={classes.link}
        prefetch={false}
        onClick={(event) => {
          // On the task's own page it needs no server, which may be what is out of reach.
          if (path !== page || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
          event.preventDefault();
          open(rowId);
        }}
      >
        {t('followUps.left.open')}
      </Link>
    </>
  );
}
