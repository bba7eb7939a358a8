'use client';

import { useMemo, useState } from 'react';

import { type ColumnKey, layoutAt, type TableLayout, type TablePlace } from '@/lib/views/columns';

import type { JobColumn } from '../jobs-columns';
import type { ColumnTools } from '../jobs-table-head';
import type { JobsAddress } from '../use-jobs-address';
import { useViews } from '../views/use-view';
import { moveColumn, resizeColumn } from './change-layout';
import type { TableModel } from './column-model';
import { useTableModel } from './use-table-model';
import { type OwnLayout, useTableLayout } from './use-table-layout';

const isKept = (key: JobColumn): key is ColumnKey => key !== 'reason';

/**
 * The table's columns, and what changes them: those of the view that is open, whose changes last until it is left or
 * updated, else the person's own.
 */
export function useColumns(
  place: TablePlace,
  address: JobsAddress,
): { own: OwnLayout; model: TableModel; tools: ColumnTools } {
  const kept = useTableLayout(place);
  const { view } = useViews(address);
  const [tried, setTried] = useState<{ id: string; layout: TableLayout } | null>(null);
  const own = useMemo<OwnLayout>(() => {
    if (!view) return { ...kept, layout: layoutAt(place, kept.layout) };
    return {
      layout: layoutAt(place, tried?.id === view.id ? tried.layout : view.layout),
      change: (layout) => setTried(layout && { id: view.id, layout }),
    };
  }, [place, view, tried, kept]);
  const { layout, change } = own;
  const model = useTableModel(place, layout);
  const tools = useMemo<ColumnTools>(
    () => ({
      resize: (key, width) => isKept(key) && change(resizeColumn(layout, key, width)),
      move: (key, to) => isKept(key) && isKept(to) && change(moveColumn(layout, key, to)),
    }),
    [layout, change],
  );
  return { own, model, tools };
}
