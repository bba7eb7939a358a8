'use client';

import { NumberInput, SegmentedControl } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';

import { PageLinks, PageRange } from '@/components/ui/list/page-links';
import pagerClasses from '@/components/ui/list/pager.module.css';
import { PAGE_SIZES } from '@/lib/jobs/list/page-sizes';
import type { JobsPage } from '@/lib/jobs/schemas';

import classes from './jobs-pager.module.css';
import type { ChangedPages } from './changed-elsewhere';
import type { JobsAddress } from './use-jobs-address';

/** Total, page size, pages and "go to page", all of it in the address. */
export function JobsPager({
  pagination,
  address,
  changed = null,
}: {
  pagination: JobsPage['pagination'];
  address: JobsAddress;
  /** Pages with changes that have not been looked at. */
  changed?: ChangedPages | null;
}) {
  const t = useTranslations();
  const { page, pageSize, totalPages } = pagination;
  const sizes = PAGE_SIZES.map(String);

  return (
    <div className={pagerClasses.pager}>
      <PageRange pagination={pagination} />
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
      <PageLinks
        page={page}
        totalPages={totalPages}
        link={(target, { children, ...props }) => (
          <a
            {...address.linkTo({ page: target })}
            {...props}
            {...(changed?.has(target) &&
              !props.rel && {
                'data-changed': '',
                'aria-label': `${props['aria-label']} · ${t('jobs.elsewhere.changed', { count: changed.get(target) ?? 0 })}`,
                title: t('jobs.elsewhere.changed', { count: changed.get(target) ?? 0 }),
              })}
          >
            {children}
          </a>
        )}
      />
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
        // The keys are the table's again, and not digits for the field.
        document.querySelector<HTMLElement>('main')?.focus({ preventScroll: true });
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
