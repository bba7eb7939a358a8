'use client';

import { Button, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useLocale } from 'next-intl';
import { useState } from 'react';

import type { JobsAddress } from '@/components/jobs-table/use-jobs-address';
import { formatNumber } from '@/lib/i18n/format';
import type { TaskScope } from '@/lib/jobs/list/queries';
import type { Facet } from '@/lib/jobs/selection-values';

import { choicesOf } from './choices';
import classes from './filter-bar.module.css';
import { toggled, withFilter } from './filter-values';
import { useFacets } from './use-facets';
import { useFilterTexts } from './use-filter-texts';

/** One facet as a menu that stays open while one chooses, with the number of rows beside each choice. */
export function FilterMenu({
  taskId,
  facet,
  address,
}: {
  taskId: TaskScope;
  facet: Facet;
  address: JobsAddress;
}) {
  const locale = useLocale();
  const { nameOf, valueOf } = useFilterTexts();
  const [opened, setOpened] = useState(false);
  const counts = useFacets(taskId, address.selection, opened);
  const text = address.texts[facet];
  const chosen = text ? text.split(',') : [];

  return (
    <Menu
      opened={opened}
      onChange={setOpened}
      position="bottom-start"
      shadow="md"
      transitionProps={{ duration: 0 }}
    >
      <Menu.Target>
        <Button
          variant="default"
          size="compact-sm"
          className={classes.menu}
          data-active={chosen.length > 0 || undefined}
          rightSection={<IconChevronDown size={14} stroke={1.6} />}
        >
          {nameOf(facet)}
          {chosen.length > 0 && ` ${chosen.length}`}
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah="60vh" style={{ overflowY: 'auto' }}>
        {choicesOf(facet, counts, chosen).map(({ value, within }) => {
          const isChosen = chosen.includes(value);
          const count = counts ? (counts[facet][value] ?? 0) : null;
          return (
            <Menu.CheckboxItem
              key={value}
              checked={isChosen}
              onChange={() => address.go(withFilter(facet, toggled(text, value)))}
            >
              <span className={classes.choice} data-single={within || undefined}>
                {valueOf(facet, value)}
                <span className={classes.count}>{count === null ? '' : formatNumber(count, locale)}</span>
              </span>
            </Menu.CheckboxItem>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
