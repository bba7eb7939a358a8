'use client';

import { ActionIcon, CopyButton, Tooltip, VisuallyHidden } from '@mantine/core';
import { IconCheck, IconChevronDown, IconChevronUp, IconLink, IconX } from '@tabler/icons-react';
import { useLocale, useTranslations } from 'next-intl';
import type { RefObject } from 'react';

import { jobHref } from '@/components/job-context/job-href';
import { formatNumber } from '@/lib/i18n/format';
import type { JobDetail } from '@/lib/jobs/schemas';

import { JobRefreshButton } from './refresh/job-refresh-button';
import classes from './frame/job-view.module.css';
import { RevealNumber } from './facts/reveal-number';

/** Who was called, and the way to the neighbours, to a link, and out. */
export function JobHeader({
  headingId,
  refreshRef,
  detail,
  panelRef,
  place,
  onPrevious,
  onNext,
  onClose,
}: {
  headingId: string;
  refreshRef: RefObject<HTMLButtonElement | null>;
  /** Null while it is read, or when it could not be. */
  detail: JobDetail | null;
  panelRef: RefObject<HTMLElement | null>;
  /** Where the job stands in the list that is worked through; `at` counts from 1. */
  place: { at: number; total: number } | null;
  onPrevious: (() => void) | null;
  onNext: (() => void) | null;
  onClose: () => void;
}) {
  const t = useTranslations();
  const locale = useLocale();
  const name = detail ? detail.row.leadsName || t('job.unnamed') : t('job.label');
  return (
    <div className={classes.header}>
      <div className={classes.who}>
        <h2 id={headingId} className={classes.name} tabIndex={-1} data-autofocus>
          {name}
        </h2>
        {detail?.row.phoneMasked && (
          <span className={classes.phone}>
            <RevealNumber key={detail.row.rowId} rowId={detail.row.rowId} masked={detail.row.phoneMasked} />
          </span>
        )}
      </div>
      <VisuallyHidden role="status">{detail ? name : ''}</VisuallyHidden>
      <div className={classes.headerTools}>
        {place && (
          <span className={classes.place}>
            <VisuallyHidden>{t('worklist.place', place)}</VisuallyHidden>
            <span aria-hidden>
              <b>{formatNumber(place.at, locale)}</b> / {formatNumber(place.total, locale)}
            </span>
          </span>
        )}
        <Tooltip label={t('job.previous')}>
          <ActionIcon
            aria-label={t('job.previous')}
            aria-disabled={onPrevious === null}
            onClick={() => onPrevious?.()}
          >
            <IconChevronUp size={18} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={t('job.next')}>
          <ActionIcon aria-label={t('job.next')} aria-disabled={onNext === null} onClick={() => onNext?.()}>
            <IconChevronDown size={18} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
        {detail && detail.row.jobId !== null && (
          <JobRefreshButton buttonRef={refreshRef} detail={detail} panelRef={panelRef} />
        )}
        {detail && (
          <CopyButton value={location.origin + jobHref(detail.task.id, detail.row.rowId)}>
            {({ copied, copy }) => (
              <Tooltip label={copied ? t('job.linkCopied') : t('job.copyLink')}>
                <ActionIcon aria-label={copied ? t('job.linkCopied') : t('job.copyLink')} onClick={copy}>
                  {copied ? <IconCheck size={18} stroke={1.6} /> : <IconLink size={18} stroke={1.6} />}
                </ActionIcon>
              </Tooltip>
            )}
          </CopyButton>
        )}
        <Tooltip label={t('job.close')}>
          <ActionIcon aria-label={t('job.close')} onClick={onClose}>
            <IconX size={18} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      </div>
    </div>
  );
}
