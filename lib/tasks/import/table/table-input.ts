import { z } from 'zod';

import { ownersInput } from '../import-input';
import { LONGEST_CELL, MOST_ROWS, ROWS_A_REQUEST } from './limits';

// Apart from what a browser loads: zod tries whether it may evaluate code, which no page may.

const text = z
  .string()
  .trim()
  .min(1)
  .max(LONGEST_CELL)
  .regex(/^\P{Cc}*$/u)
  .nullable();

/** `POST /api/task-imports/tables`. */
export const beginTableSchema = z.object({
  name: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .regex(/^\P{Cc}*$/u),
  file_name: z.string().trim().min(1).max(255),
  /** Hex SHA-256 of the file; '' where the browser cannot tell. */
  file_hash: z.string().regex(/^(?:[0-9a-f]{64})?$/),
  rows: z.int().min(1).max(MOST_ROWS),
  has_jobs: z.boolean(),
  /** Also where the same file has been brought in before. */
  again: z.boolean().default(false),
  owners: ownersInput,
});
export type BeginTable = z.infer<typeof beginTableSchema>;

const rowSchema = z
  .object({
    phone: z
      .string()
      .regex(/^\+?\d{5,20}$/)
      .nullable(),
    name: text,
    leadsId: text,
    referenceId: text,
    jobId: text,
    callTime: z.iso.datetime().nullable(),
  })
  .refine(({ phone, jobId }) => phone !== null || jobId !== null, { path: ['phone'] });

/** `POST /api/task-imports/{id}/rows`: rows from a place on, counted from 1. */
export const tableRowsSchema = z.object({
  from: z.int().min(1).max(MOST_ROWS),
  rows: z.array(rowSchema).min(1).max(ROWS_A_REQUEST),
});
export type TableRows = z.infer<typeof tableRowsSchema>;
