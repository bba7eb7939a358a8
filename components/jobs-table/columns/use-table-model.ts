'use client';

import { useLocale } from 'next-intl';
import { useMemo } from 'react';

import { DEFAULT_LAYOUTS, isAt, type TableLayout, type TablePlace } from '@/lib/views/columns';

import { WITHOUT_ID_COLUMNS } from '../jobs-columns';
import { tableModel, type TableModel } from './column-model';

/** A layout as a table at a place has it. */
export function useTableModel(place: TablePlace, { columns, density }: TableLayout): TableModel {
  const locale = useLocale();
  return useMemo(() => {
    const cards = DEFAULT_LAYOUTS[place].columns.map(({ key }) => key);
    return tableModel(
      columns.filter(({ key }) => isAt(place, key)),
      { locale, density, cards },
    );
  }, [place, columns, density, locale]);
}

/** The table of the rows without a `call_job_id`. */
export function useWithoutIdModel(): TableModel {
  const locale = useLocale();
  return useMemo(
    () => tableModel(WITHOUT_ID_COLUMNS, { locale, density: 'comfortable', cards: [] }),
    [locale],
  );
}
