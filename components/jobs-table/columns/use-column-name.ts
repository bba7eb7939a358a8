'use client';

import { useTranslations } from 'next-intl';
import { useCallback } from 'react';

import { isLabel, labelOf } from '@/lib/views/columns';

import type { JobColumn } from '../jobs-columns';

const isLabelColumn = (key: JobColumn): key is `label:${string}` => isLabel(key);

/** What a column is called: ours in words, the robot's as the robot calls them. */
export function useColumnName(): (key: JobColumn) => string {
  const t = useTranslations('jobs.columns');
  return useCallback((key) => (isLabelColumn(key) ? labelOf(key) : t(key)), [t]);
}
