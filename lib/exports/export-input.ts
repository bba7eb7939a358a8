import { z } from 'zod';

import { LOCALES } from '@/lib/i18n/config';
import { idInput } from '@/lib/db/id-input';

import { EXPORT_COLUMNS, EXPORT_FORMATS } from './schemas';

// Apart from what a browser loads: zod tries whether it may evaluate code, which no page may.

/** `POST /api/exports`. `query` is read by the reader of the list's own address. */
export const startExportSchema = z.object({
  task_id: idInput.nullable(),
  query: z.string().max(4000).default(''),
  format: z.enum(EXPORT_FORMATS),
  columns: z.array(z.enum(EXPORT_COLUMNS)).min(1).max(EXPORT_COLUMNS.length).optional(),
  /** The language of headings and words. */
  locale: z.enum(LOCALES).default('zh'),
});
