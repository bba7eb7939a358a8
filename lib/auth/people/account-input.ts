import 'server-only';

import { z } from 'zod';

import type { Db } from '@/lib/db/client';
import { AppError } from '@/lib/errors';

import { findAccountByEmail, type Account } from './repository';

// What the commands about people read and refuse: by AppError `invalid_input` or `not_found` with the field.

export const label = (max: number) =>
  z
    .string()
    .trim()
    .min(1, 'is empty')
    .max(max, `is longer than ${max} characters`)
    .regex(/^\P{Cc}*$/u, 'contains control characters');
export const email = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, 'is too long')
  .pipe(z.email('is not an e-mail address'));

export function wrong(field: string, message: string): AppError {
  return new AppError('invalid_input', { field, message });
}

export function check<T>(field: string, schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (!result.success) throw wrong(field, result.error.issues[0]?.message ?? 'is not valid');
  return result.data;
}

export async function requireAccount(db: Db, address: string): Promise<Account> {
  const account = await findAccountByEmail(db, check('email', email, address));
  if (!account) throw new AppError('not_found', { field: 'email', message: 'belongs to nobody' });
  return account;
}
