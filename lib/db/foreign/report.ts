import type { PlannedIndex } from './indexes';
import type { ForeignTable } from './tables';

/** `stop`: it cannot work, and db:migrate does nothing. `limit`: it works, apart from what is said. */
export type Finding = { level: 'fits' | 'added' | 'limit' | 'stop'; text: string; todo?: string };

export type Plan = {
  createTables: { schema: string; table: ForeignTable; statement: string }[];
  addColumns: { schema: string; table: ForeignTable; statement: string }[];
  indexes: PlannedIndex[];
};

export type CheckReport = {
  database: string;
  role: string;
  searchPath: string[];
  /** Nothing stands against working with this database. */
  works: boolean;
  server: Finding[];
  tables: { table: ForeignTable; where: string | null; rows: number | null; findings: Finding[] }[];
  plan: Plan;
};

export type CheckOptions = {
  /** Make new tables though tables of these names lie in schemas that are not on the search path. */
  newTables?: boolean;
};

/** Bytes for people. */
export function size(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  const unit = Math.min(units.length - 1, Math.floor(Math.log(Math.max(1, bytes)) / Math.log(1024)));
  return `${Math.round(bytes / 1024 ** unit)} ${units[unit]}`;
}
