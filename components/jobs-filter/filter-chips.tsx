'use client';

import { Anchor } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';

import type { JobsAddress } from '@/components/jobs-table/use-jobs-address';

import { CopySelectionLink } from './copy-selection-link';
import classes from './filter-bar.module.css';
import { activeFilters, WITHOUT_FILTERS, withFilter } from './filter-values';
import { useFilterTexts } from './use-filter-texts';

/** What is filtered by, each to be removed with a click; nothing while nothing is. `link`: and the list's link to copy. */
export function FilterChips({ address, link = false }: { address: JobsAddress; link?: boolean }) {
  const t = useTranslations('filter');
  const { nameOf, summaryOf } = useFilterTexts(address.texts.owner);
  const active = activeFilters(address);
  if (active.length === 0) return null;
  return (
    <div className={classes.chips} role="group" aria-label={t('active')}>
      {active.map(({ key, text }) => {
        const words = t('chip', { name: nameOf(key), value: summaryOf(key, text, address.texts) });
        return (
          <button
            key={key}
            type="button"
            className={classes.chip}
            aria-label={t('remove', { filter: words })}
            title={words}
            onClick={() => address.go(withFilter(key, null))}
          >
            <span className={classes.chipText}>{words}</span>
            <span className={classes.chipRemove} aria-hidden>
              <IconX size={12} stroke={2} />
            </span>
          </button>
        );
      })}
      {active.length > 1 && (
        <Anchor component="button" type="button" size="xs" onClick={() => address.go(WITHOUT_FILTERS)}>
          {t('clear')}
        </Anchor>
      )}
      {link && <CopySelectionLink address={address} />}
    </div>
  );
}
