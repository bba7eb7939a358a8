'use client';

import { NumberInput, SegmentedControl } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useLocale, useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';

import { pagesToShow } from '@/components/layout/link-pager';
import { formatNumber } from '@/lib/i18n/format';
import { PAGE_SIZES, type JobsPage } from '@/lib/jobs/schemas';

import classes from './jobs-pager.module.css';
import type { JobsAddress } from './use-jobs-address';

/** Total, page size, pages and "go to page", all of it in the address. */
export function JobsPager({
  pagination: { page, pageSize, totalPages, totalCount },
  address,
}: {
  pagination: JobsPage['pagination'];
  address: JobsAddress;
}) {
  const t = useTranslations();
  const locale = useLocale();
  const number = (value: number) => formatNumber(value, locale);
  const sizes = PAGE_SIZES.map(String);

  return (
    <div className={classes.pager}>
      <span>
        {t('common.pager.range', {
          from: number((page - 1) * pageSize + 1),
          to: number(Math.min(page * pageSize, totalCount)),
          total: number(totalCount),
        })}
      </span>
      <span className={classes.size}>
        <span id="page-size">{t('jobs.pager.size')}</span>
        <SegmentedControl
          size="xs"
          value={String(pageSize)}
          data={sizes}
          aria-labelledby="page-size"
          onChange={(value) => {
            const size = PAGE_SIZES.find((each) => String(each) === value);
            // The first row that was shown stays on the page.
            if (size) address.go({ size, page: Math.floor(((page - 1) * pageSize) / size) + 1 });
          }}
        />
      </span>
      {totalPages > 1 && (
        <nav aria-label={t('common.pager.label')} className={classes.pages}>
          {page > 1 && (
            <a
              {...address.linkTo({ page: page - 1 })}
              rel="prev"
              aria-label={t('common.pager.previous')}
              className={classes.page}
            >
              <IconChevronLeft size={16} stroke={1.6} />
            </a>
          )}
          {pagesToShow(page, totalPages).map((shown, index) =>
            shown === null ? (
              <span key={`gap-${index}`} className={classes.gap} aria-hidden>
                …
              </span>
            ) : (
              <a
                key={shown}
                {...address.linkTo({ page: shown })}
                aria-label={t('common.pager.page', { page: number(shown) })}
                aria-current={shown === page ? 'page' : undefined}
                className={classes.page}
              >
                {number(shown)}
              </a>
            ),
          )}
          {page < totalPages && (
            <a
              {...address.linkTo({ page: page + 1 })}
              rel="next"
              aria-label={t('common.pager.next')}
              className={classes.page}
            >
              <IconChevronRight size={16} stroke={1.6} />
            </a>
          )}
        </nav>
      )}
      {totalPages > 1 && (
        <PageJump page={page} totalPages={totalPages} onJump={(target) => address.go({ page: target })} />
      )}
    </div>
  );
}

/** 前往 N 页: Enter goes there; a number past the end is the last page. */
function PageJump({
  page,
  totalPages,
  onJump,
}: {
  page: number;
  totalPages: number;
  onJump: (page: number) => void;
}) {
  const t = useTranslations('jobs.pager');
  const [typed, setTyped] = useState<string | number>(page);
  useEffect(() => setTyped(page), [page]);

  return (
    <form
      className={classes.jump}
      onSubmit={(event) => {
        event.preventDefault();
        const target = Math.floor(Number(typed));
        if (typed === '' || !(target >= 1)) return setTyped(page);
        const clamped = Math.min(target, totalPages);
        setTyped(clamped);
        if (clamped !== page) onJump(clamped);
      }}
    >
      {t.rich('jumpTo', {
        field: () => (
          <NumberInput
            value={typed}
            onChange={setTyped}
            onFocus={(event) => event.currentTarget.select()}
            aria-label={t('jump', { total: totalPages })}
            classNames={{ input: classes.jumpInput }}
            min={1}
            allowDecimal={false}
            allowNegative={false}
            hideControls
            clampBehavior="none"
            size="xs"
            w={56}
          />
        ),
      })}
    </form>
  );
}
