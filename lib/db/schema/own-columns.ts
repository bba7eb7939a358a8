import { bigint, integer, timestamp } from 'drizzle-orm/pg-core';

// Columns as most of our own tables have them.

export const timestamptz = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });
export const number = (name: string) => bigint(name, { mode: 'number' });
export const count = (name: string) => integer(name).notNull().default(0);
