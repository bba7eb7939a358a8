'use client';

import { CloseButton, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';

import type { JobsAddress } from '@/components/jobs-table/use-jobs-address';

import classes from './filter-bar.module.css';
import { withFilter } from './filter-values';

/** Names and numbers; Enter searches, so that a number that is being typed is not looked for digit by digit. */
export function SearchBox({ address }: { address: JobsAddress }) {
  const t = useTranslations('filter');
  const { q } = address.texts;
  const [typed, setTyped] = useState(q ?? '');
  // Back, a link and "remove" change the address behind the field.
  useEffect(() => setTyped(q ?? ''), [q]);

  const search = (value: string) => {
    const wanted = value.trim();
    if (wanted !== (q ?? '')) address.go(withFilter('q', wanted));
  };
  return (
    <search className={classes.search}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          search(typed);
        }}
      >
        <TextInput
          size="xs"
          type="search"
          enterKeyHint="search"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          placeholder={t('search')}
          aria-label={t('searchLabel')}
          title={t('searchHint')}
          maxLength={64}
          leftSection={<IconSearch size={14} stroke={1.6} />}
          rightSection={
            typed && (
              <CloseButton
                size="sm"
                aria-label={t('searchClear')}
                onClick={() => {
                  setTyped('');
                  search('');
                }}
              />
            )
          }
        />
      </form>
    </search>
  );
}
