'use client';

import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconAdjustmentsHorizontal } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useState, type ReactNode } from 'react';

import { ExportButton } from '@/components/exports/export-button';
import { useJobTools } from '@/components/job-context/job-actions';
import { walkPath } from '@/components/job-context/walk-path';
import type { JobsAddress } from '@/components/jobs-table/use-jobs-address';
import { onDemand } from '@/lib/browser/on-demand';
import type { TaskScope } from '@/lib/jobs/list/queries';

import classes from './filter-bar.module.css';
import { FilterChips } from './filter-chips';
import { FilterMenu } from './filter-menu';
import { activeFilters } from './filter-values';
import { SearchBox } from './search-box';
import { WordsBox } from './words-box';
import { WorkThroughButton } from './work-through-button';

const [FilterSheet, loadSheet] = onDemand(() =>
  import('./filter-sheet').then((module) => module.FilterSheet),
);

/** What people filter by most; the sheet has all of it. */
const MENUS = ['status', 'result', 'grade', 'follow'] as const;

/**
 * Search, the common filters as menus, all of them in a sheet, and what is set as chips: one line above the table, on a
 * phone the search and the way to the sheet. All of it lives in the address.
 */
export function FilterBar({
  taskId,
  address,
  total,
  children,
}: {
  taskId: TaskScope;
  address: JobsAddress;
  /** Rows that the filters show; null: not known. */
  total: number | null;
  /** How the table looks. */
  children?: ReactNode;
}) {
  const t = useTranslations('filter');
  const isSmall = useMediaQuery('(max-width: 640px)') ?? false;
  const [opened, setOpened] = useState(false);
  const count = activeFilters(address).length;
  const { mayExport } = useJobTools().person;
  return (
    <>
      <div className={classes.filters} role="group" aria-label={t('label')}>
        <SearchBox address={address} />
        {/* On a phone what is not in use stands in the sheet. */}
        <span className={address.texts.words ? classes.inUse : classes.words}>
          <WordsBox address={address} />
        </span>
        {MENUS.map((facet) => (
          <span key={facet} className={classes.wide}>
            <FilterMenu taskId={taskId} facet={facet} address={address} />
          </span>
        ))}
        <Button
          variant="default"
          size="compact-sm"
          className={classes.menu}
          leftSection={<IconAdjustmentsHorizontal size={14} stroke={1.6} />}
          onPointerEnter={() => void loadSheet()}
          onClick={() => setOpened(true)}
          aria-haspopup="dialog"
        >
          {t('more')}
          {count > 0 && ` ${count}`}
        </Button>
        {mayExport && <ExportButton taskId={taskId} selection={address.selection} total={total} />}
        {total !== 0 && <WorkThroughButton path={walkPath(taskId, address.selection)} />}
        {children}
      </div>
      <FilterChips address={address} link />
      {opened && (
        <FilterSheet
          taskId={taskId}
          address={address}
          total={total}
          isSmall={isSmall}
          onClose={() => setOpened(false)}
        />
      )}
    </>
  );
}
