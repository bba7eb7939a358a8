import { bigint, customType, integer, timestamp } from 'drizzle-orm/pg-core';

import { type DbId, dbId } from '@/lib/values/db-id';

// Columns as most of our own tables have them.

export const timestamptz = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });
export const number = (name: string) => bigint(name, { mode: 'number' });
/** The id of a row of a table that is not ours, or a place in the order of such ids. */
export const foreignId = customType<{ data: DbId; driverData: string | number }>({
  dataType: () => 'bigint',
  fromDriver: dbId,
});
export const count = (name: string) => integer(name).notNull().default(0);
