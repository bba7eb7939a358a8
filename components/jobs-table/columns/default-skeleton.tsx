'use client';

import { DEFAULT_LAYOUTS, type TablePlace } from '@/lib/views/columns';

import { JobsTableSkeleton } from '../jobs-table-skeleton';
import { useTableModel } from './use-table-model';

/** A table's shape before it is known what the person chose. */
export function DefaultSkeleton({ place }: { place: TablePlace }) {
  return <JobsTableSkeleton model={useTableModel(place, DEFAULT_LAYOUTS[place])} />;
}
