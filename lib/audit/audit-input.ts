import { z } from 'zod';

import { filterInput } from '@/lib/jobs/selection-input';

import { AUDIT_KINDS } from './schemas';

/** `e` and `a` name the table; the number before is the time in microseconds since 1970. */
const CURSOR = /^(\d{1,17})\.([ae])\.(\d{1,18})$/;

/** `?who=<user id>&kind=played&task=54&at=7d&before=…`; days as the filters of jobs have them. */
export const auditQuery = z.strictObject({
  who: z.uuid().optional(),
  kind: z.enum(AUDIT_KINDS).optional(),
  task: z
    .string()
    .regex(/^[1-9]\d{0,15}$/)
    .transform(Number)
    .optional(),
  at: filterInput.changed,
  before: z
    .string()
    .regex(CURSOR)
    .transform((text) => {
      const [, micros = '0', source = 'a', id = '0'] = CURSOR.exec(text) ?? [];
      return { micros, source, id };
    })
    .optional(),
});
export type AuditQuery = z.infer<typeof auditQuery>;
