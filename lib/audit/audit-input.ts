import { z } from 'zod';

import { idInAddress } from '@/lib/db/id-input';
import { filterInput } from '@/lib/jobs/selection-input';

import { AUDIT_KINDS } from './schemas';

/** Digits as letters, `a` for 0: a browser's answers are masked, and so many digits in a row are a telephone number. */
const CURSOR = /^([a-j]{1,17})\.([ae])\.([a-j]{1,18})$/;
const FIRST_LETTER = 97;
const lettersOf = (digits: string): string =>
  digits.replaceAll(/\d/g, (digit) => String.fromCharCode(FIRST_LETTER + Number(digit)));
const digitsOf = (letters: string): string =>
  letters.replaceAll(/[a-j]/g, (letter) => String(letter.charCodeAt(0) - FIRST_LETTER));

/** `e` and `a` name the table, `micros` is the time in microseconds since 1970. */
type AuditPlace = { micros: string; source: 'a' | 'e'; id: string };

/** A place in the log as an address has it. */
export function cursorOf({ micros, source, id }: AuditPlace): string {
  return `${lettersOf(micros)}.${source}.${lettersOf(id)}`;
}

/** `?who=<user id>&kind=played&task=54&at=7d&before=…`; days as the filters of jobs have them. */
export const auditQuery = z.strictObject({
  who: z.uuid().optional(),
  kind: z.enum(AUDIT_KINDS).optional(),
  task: idInAddress.optional(),
  at: filterInput.changed,
  before: z
    .string()
    .regex(CURSOR)
    .transform((text): AuditPlace => {
      const [, micros = '', source, id = ''] = CURSOR.exec(text) ?? [];
      return { micros: digitsOf(micros), source: source === 'e' ? 'e' : 'a', id: digitsOf(id) };
    })
    .optional(),
});
export type AuditQuery = z.infer<typeof auditQuery>;
