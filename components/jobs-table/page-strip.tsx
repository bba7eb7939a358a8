'use client';

import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useLocale, useTranslations } from 'next-intl';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';

import { toneVar, type Tone } from '@/components/ui/theme';
import { CountedAsOf } from '@/components/ui/time/counted-as-of';
import { fetchJson } from '@/lib/browser/fetch-json';
import { formatNumber } from '@/lib/i18n/format';
import {
  CHANGED_MINUTES,
  cellOf,
  STALE_MINUTES,
  STRIP_SHARES,
  type StripCell,
  type StripShare,
} from '@/lib/jobs/list/page-strip-schemas';
import { pageStripQuery } from '@/lib/jobs/list/queries';
import type { DbId } from '@/lib/values/db-id';

import classes from './page-strip.module.css';
import type { JobsAddress } from './use-jobs-address';

/** What is final is as quiet as the page. */
const TONES: Record<StripShare, Tone | null> = {
  failed: 'red',
  never: 'slate',
  changed: 'green',
  stale: 'amber',
  unfinished: 'blue',
  settled: null,
};

/**
 * One cell for each page of the task, or for each hundredth of them: how many of its rows are in which state. A cell leads
 * there; Tab reaches the strip once, and arrows move in it.
 */
export function PageStrip({ taskId, address }: { taskId: DbId; address: JobsAddress }) {
  const t = useTranslations();
  const locale = useLocale();
  const { data: strip, isError, refetch } = useQuery(pageStripQuery(taskId, address.size, fetchJson));
  const list = useRef<HTMLOListElement>(null);
  const [focused, setFocused] = useState<number | null>(null);
  const cells = strip?.cells ?? null;
  const here =
    strip && cells && cells.length > 0
      ? cellOf(Math.min(address.page, strip.totalPages), strip.totalPages)
      : 0;
  const tabStop = Math.min(focused ?? here, Math.max(0, (cells?.length ?? 1) - 1));

  // On a phone the strip is wider than the screen.
  useEffect(() => {
    const cell = list.current?.children[here];
    if (!list.current || !(cell instanceof HTMLElement)) return;
    list.current.scrollLeft = cell.offsetLeft - (list.current.clientWidth - cell.offsetWidth) / 2;
  }, [here, cells?.length]);

  if (isError && !strip)
    return (
      <div className={classes.strip} data-page-strip role="status">
        <span className={classes.note}>{t('pageStrip.unread')}</span>
        <Button variant="default" size="compact-xs" onClick={() => void refetch()}>
          {t('common.retry')}
        </Button>
      </div>
    );
  // Its place is kept, so that the table does not move when it comes.
  if (!strip) return <div className={classes.strip} data-page-strip aria-hidden />;
  if (!cells || cells.length === 0) return null;

  const number = (value: number) => formatNumber(value, locale);
  const inWords = (cell: StripCell) => {
    const parts = STRIP_SHARES.filter((share) => cell[share] > 0)
      .map((share) =>
        t('pageStrip.part', { share: t(`pageStrip.shares.${share}`), count: number(cell[share]) }),
      )
      .join(locale === 'zh' ? '，' : ', ');
    const rows = number(cell.rows);
    return cell.fromPage === cell.toPage
      ? t('pageStrip.cell', { page: number(cell.fromPage), rows, parts })
      : t('pageStrip.cells', { from: number(cell.fromPage), to: number(cell.toPage), rows, parts });
  };
  const move = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const last = cells.length - 1;
    const to = {
      ArrowRight: Math.min(last, tabStop + 1),
      ArrowLeft: Math.max(0, tabStop - 1),
      Home: 0,
      End: last,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    setFocused(to);
    list.current?.children[to]?.querySelector('a')?.focus();
  };

  return (
    <nav className={classes.strip} data-page-strip aria-label={t('pageStrip.label')}>
      <ol ref={list} className={classes.cells}>
        {cells.map((cell, index) => {
          const { href, onClick } = address.linkTo({ page: cell.fromPage });
          return (
            <li key={cell.fromPage} className={classes.item}>
              <a
                href={href}
                onClick={onClick}
                className={classes.cell}
                tabIndex={index === tabStop ? 0 : -1}
                onFocus={() => setFocused(index)}
                onBlur={() => setFocused(null)}
                onKeyDown={move}
                aria-current={index === here ? 'page' : undefined}
                aria-label={inWords(cell)}
                title={inWords(cell)}
              >
                <Shares cell={cell} />
              </a>
            </li>
          );
        })}
      </ol>
      <StripLegend cells={cells} />
      {strip.sampled && (
        <span className={classes.note} title={t('pageStrip.sampledHint')}>
          {t('pageStrip.sampled')}
        </span>
      )}
      <CountedAsOf time={strip.asOf} />
    </nav>
  );
}

function Shares({ cell }: { cell: StripCell }) {
  return STRIP_SHARES.filter((share) => cell[share] > 0).map((share) => {
    const tone = TONES[share];
    return (
      <span
        key={share}
        className={classes.part}
        data-share={share}
        style={{ flexGrow: cell[share], backgroundColor: tone ? toneVar(tone, 'solid') : undefined }}
      />
    );
  });
}

/** What the colours mean, with the rows of the whole task; what no row has is left out. */
function StripLegend({ cells }: { cells: readonly StripCell[] }) {
  const t = useTranslations('pageStrip');
  const locale = useLocale();
  const minutes = { changed: CHANGED_MINUTES, stale: STALE_MINUTES, unfinished: STALE_MINUTES };
  return (
    <ul className={classes.legend}>
      {STRIP_SHARES.map((share) => {
        const count = cells.reduce((sum, cell) => sum + cell[share], 0);
        const tone = TONES[share];
        return count === 0 ? null : (
          <li
            key={share}
            className={classes.entry}
            title={t(`hints.${share}`, {
              minutes: share in minutes ? minutes[share as keyof typeof minutes] : 0,
            })}
          >
            <span
              className={classes.dot}
              style={{ backgroundColor: tone ? toneVar(tone, 'solid') : undefined }}
            />
            {t(`shares.${share}`)} <b>{formatNumber(count, locale)}</b>
          </li>
        );
      })}
    </ul>
  );
}
