import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import Link from 'next/link';
import { useLocale, useTranslations } from 'next-intl';
import type { Route } from 'next';

import { formatNumber } from '@/lib/i18n/format';

import classes from './link-pager.module.css';

type Pagination = { page: number; pageSize: number; totalPages: number; totalCount: number };

/** First, last and the neighbours of the page; null is a gap. */
export function pagesToShow(page: number, totalPages: number): (number | null)[] {
  const near = new Set([1, totalPages, page - 1, page, page + 1].filter((n) => n >= 1 && n <= totalPages));
  const sorted = [...near].sort((a, b) => a - b);
  return sorted.flatMap((n, index) => {
    const before = sorted[index - 1];
    return before !== undefined && n - before > 1 ? [null, n] : [n];
  });
}

/** Pages as plain links, for lists that the server renders. Nothing but the range when there is one page only. */
export function LinkPager({
  pagination,
  hrefOf,
}: {
  pagination: Pagination;
  hrefOf: (page: number) => string;
}) {
  const t = useTranslations('common.pager');
  const locale = useLocale();
  const { page, pageSize, totalPages, totalCount } = pagination;
  const number = (value: number) => formatNumber(value, locale);
  const from = (page - 1) * pageSize + 1;
  const range = t('range', {
    from: number(from),
    to: number(Math.min(page * pageSize, totalCount)),
    total: number(totalCount),
  });

  return (
    <div className={classes.pager}>
      <span className={classes.range}>{range}</span>
      {totalPages > 1 && (
        <nav aria-label={t('label')} className={classes.pages}>
          {page > 1 && (
            <Link
              href={hrefOf(page - 1) as Route}
              rel="prev"
              aria-label={t('previous')}
              className={classes.page}
            >
              <IconChevronLeft size={16} stroke={1.6} />
            </Link>
          )}
          {pagesToShow(page, totalPages).map((shown, index) =>
            shown === null ? (
              <span key={`gap-${index}`} className={classes.gap} aria-hidden>
                …
              </span>
            ) : (
              <Link
                key={shown}
                href={hrefOf(shown) as Route}
                aria-label={t('page', { page: number(shown) })}
                aria-current={shown === page ? 'page' : undefined}
                className={classes.page}
              >
                {number(shown)}
              </Link>
            ),
          )}
          {page < totalPages && (
            <Link href={hrefOf(page + 1) as Route} rel="next" aria-label={t('next')} className={classes.page}>
              <IconChevronRight size={16} stroke={1.6} />
            </Link>
          )}
        </nav>
      )}
    </div>
  );
}
