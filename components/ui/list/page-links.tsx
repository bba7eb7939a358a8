import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useLocale, useTranslations } from 'next-intl';
import { Fragment, type ReactNode } from 'react';

import { formatNumber } from '@/lib/i18n/format';

import classes from './pager.module.css';

/** First, last and the neighbours of the page; null is a gap. */
function pagesToShow(page: number, totalPages: number): (number | null)[] {
  const near = new Set([1, totalPages, page - 1, page, page + 1].filter((n) => n >= 1 && n <= totalPages));
  const sorted = [...near].sort((a, b) => a - b);
  return sorted.flatMap((n, index) => {
    const before = sorted[index - 1];
    return before !== undefined && n - before > 1 ? [null, n] : [n];
  });
}

/** What every link to a page carries; the list says what kind of link it is. */
export type PageLinkProps = {
  className: string | undefined;
  'aria-label': string;
  'aria-current'?: 'page';
  rel?: 'prev' | 'next';
  children: ReactNode;
};

/** The links to a list's pages; nothing when there is one page only. */
export function PageLinks({
  page,
  totalPages,
  link,
}: {
  page: number;
  totalPages: number;
  link: (page: number, props: PageLinkProps) => ReactNode;
}) {
  const t = useTranslations('common.pager');
  const locale = useLocale();
  if (totalPages <= 1) return null;
  const className = classes.page;
  return (
    <nav aria-label={t('label')} className={classes.pages}>
      {page > 1 &&
        link(page - 1, {
          className,
          rel: 'prev',
          'aria-label': t('previous'),
          children: <IconChevronLeft size={16} stroke={1.6} />,
        })}
      {pagesToShow(page, totalPages).map((shown, index) =>
        shown === null ? (
          <span key={`gap-${index}`} className={classes.gap} aria-hidden>
            …
          </span>
        ) : (
          <Fragment key={shown}>
            {link(shown, {
              className,
              'aria-label': t('page', { page: formatNumber(shown, locale) }),
              ...(shown === page && { 'aria-current': 'page' }),
              children: formatNumber(shown, locale),
            })}
          </Fragment>
        ),
      )}
      {page < totalPages &&
        link(page + 1, {
          className,
          rel: 'next',
          'aria-label': t('next'),
          children: <IconChevronRight size={16} stroke={1.6} />,
        })}
    </nav>
  );
}

type Pagination = {
  page: number;
  pageSize: number;
  totalPages: number;
  totalCount: number;
  /** There are more than are counted. */
  atLeast?: boolean;
};

/** "21–40 of 137", or "of 5,000+". */
export function PageRange({
  pagination: { page, pageSize, totalCount, atLeast = false },
}: {
  pagination: Pagination;
}) {
  const t = useTranslations('common.pager');
  const locale = useLocale();
  const number = (value: number) => formatNumber(value, locale);
  return (
    <span>
      {t(atLeast ? 'rangeAtLeast' : 'range', {
        from: number((page - 1) * pageSize + 1),
        to: number(Math.min(page * pageSize, totalCount)),
        total: number(totalCount),
      })}
    </span>
  );
}
