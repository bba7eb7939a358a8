import { z } from 'zod';

import { idInput } from '@/lib/db/id-input';

import { MOST_IDS } from './schemas';

// Apart from what a browser loads: zod tries whether it may evaluate code, which no page may.

/** `POST /api/tasks/{id}/refresh-runs`. */
export const startRunSchema = z.object({
  skip_recording: z.boolean().default(true),
  /** Once more only what that run could not refresh. */
  retry_of: z.uuid().optional(),
  /** The query of the list's own address: only what its filter means. */
  query: z.string().max(4000).default(''),
});

/** `POST /start-query-execution-run`: names and rules of the contract. */
export const startQueryExecutionRunSchema = z.object({
  task_id: idInput,
  batch_size: z.int().min(1).max(MOST_IDS).default(MOST_IDS),
  sleep_ms: z.int().min(0).max(60_000).default(0),
  skip_recording: z.boolean().default(true),
});
