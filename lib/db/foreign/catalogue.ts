import type postgres from 'postgres';

import { FOREIGN_TABLES } from './tables';

export type CatalogueColumn = {
  name: string;
  /** `format_type` of the column, of the base type where it is a domain. */
  type: string;
  /** The same without a length. */
  bareType: string;
  isEnum: boolean;
  /** Of varchar(n) and char(n). */
  length: number | null;
  notNull: boolean;
  /** It has a default, or numbers itself. */
  hasDefault: boolean;
  generated: boolean;
  /** Share of nulls and mean width by the statistics; null: never analyzed. */
  nullShare: number | null;
  width: number | null;
  mayInsert: boolean;
  mayUpdate: boolean;
};

export type CatalogueIndex = {
  name: string;
  valid: boolean;
  /** Column names, or expressions as PostgreSQL spells them. */
  columns: string[];
  where: string | null;
  unique: boolean;
  method: string;
  bytes: number;
};

export type CatalogueTable = {
  schema: string;
  name: string;
  /** pg_class.relkind */
  kind: string;
  /** Found by its bare name: the first of that name on the search path. */
  visible: boolean;
  /** Its schema is on the search path. */
  onPath: boolean;
  owner: string;
  isOwner: boolean;
  rows: number;
  bytes: number;
  rowSecurity: boolean;
  mayUseSchema: boolean;
  maySelect: boolean;
  mayUpdate: boolean;
  mayNumber: boolean;
  columns: CatalogueColumn[];
  indexes: CatalogueIndex[];
  triggers: string[];
  rules: { name: string; event: 'update' | 'insert' | 'other'; instead: boolean }[];
};

export type Catalogue = {
  version: number;
  database: string;
  role: string;
  readOnly: boolean;
  searchPath: string[];
  mayCreateSchema: boolean;
  /** The first schema of the search path for new tables, which is never `callboard`. */
  newTables: { schema: string; mayCreate: boolean } | null;
  callboard: {
    owner: string;
    mayUse: boolean;
    mayCreate: boolean;
    /** Callboard's own list of migrations is there. */
    isOurs: boolean;
    relations: string[];
  } | null;
  /** Every table of these names in any schema, case and underscores aside. */
  tables: CatalogueTable[];
};

/** Spelled alike but for case and underscores: `taskId` and `task_id`. */
export const bare = (name: string): string => name.toLowerCase().replaceAll('_', '');

/** Reads from the catalogues what db:check speaks about. Changes nothing, reads no row of the tables. */
export async function readCatalogue(sql: postgres.Sql): Promise<Catalogue> {
  const [server] = await sql<[Omit<Catalogue, 'tables'>]>`
    select current_setting('server_version_num')::int as version, current_database()::text as database,
      current_user::text as role, current_setting('transaction_read_only') = 'on' as "readOnly",
      to_jsonb(current_schemas(false)) as "searchPath",
      has_database_privilege(current_database(), 'CREATE') as "mayCreateSchema",
      (select jsonb_build_object('schema', s.name, 'mayCreate', has_schema_privilege(s.name::text, 'CREATE'))
        from unnest(current_schemas(false)) with ordinality s(name, place)
        where s.name <> 'callboard' order by s.place limit 1) as "newTables",
      (select jsonb_build_object('owner', pg_get_userbyid(n.nspowner), 'mayUse', has_schema_privilege(n.oid, 'USAGE'),
          'mayCreate', has_schema_privilege(n.oid, 'CREATE'),
          'isOurs', exists (select from pg_class where relnamespace = n.oid and relname = '__drizzle_migrations'),
          'relations', coalesce((select jsonb_agg(relname order by relname) from pg_class
            where relnamespace = n.oid and relkind in ('r', 'p', 'v', 'm', 'f')), '[]'))
        from pg_namespace n where n.nspname = 'callboard') as callboard`;
  const tables = await sql<CatalogueTable[]>`
    select n.nspname as schema, c.relname as name, c.relkind as kind, pg_table_is_visible(c.oid) as visible,
      n.nspname = any(current_schemas(false)) as "onPath", pg_get_userbyid(c.relowner) as owner,
      pg_has_role(c.relowner, 'USAGE') as "isOwner", greatest(c.reltuples, 0)::float8 as rows,
      (c.relpages::bigint * current_setting('block_size')::int)::float8 as bytes,
      row_security_active(c.oid) as "rowSecurity",
      has_schema_privilege(n.oid, 'USAGE') as "mayUseSchema", has_table_privilege(c.oid, 'SELECT') as "maySelect",
      has_any_column_privilege(c.oid, 'UPDATE') as "mayUpdate",
      coalesce((select bool_and(has_sequence_privilege(d.objid, 'USAGE'))
        from pg_depend d join pg_class q on q.oid = d.objid and q.relkind = 'S'
        where d.refobjid = c.oid and d.deptype = 'a'), true) as "mayNumber",
      coalesce((select jsonb_agg(jsonb_build_object('name', a.attname,
          'type', format_type(b.oid, case when b.oid = a.atttypid then a.atttypmod else t.typtypmod end),
          'bareType', case when b.typtype = 'e' then 'enum' else format_type(b.oid, null) end,
          'isEnum', b.typtype = 'e',
          'length', case when b.typname in ('varchar', 'bpchar') and coalesce(nullif(a.atttypmod, -1), t.typtypmod) > 4
            then coalesce(nullif(a.atttypmod, -1), t.typtypmod) - 4 end,
          'notNull', a.attnotnull, 'hasDefault', a.atthasdef or a.attidentity <> '', 'generated', a.attgenerated <> '',
          'nullShare', s.null_frac, 'width', s.avg_width,
          'mayInsert', has_column_privilege(c.oid, a.attnum, 'INSERT'),
          'mayUpdate', has_column_privilege(c.oid, a.attnum, 'UPDATE')) order by a.attnum)
        from pg_attribute a join pg_type t on t.oid = a.atttypid
        join pg_type b on b.oid = case when t.typtype = 'd' then t.typbasetype else t.oid end
        left join pg_stats s on s.schemaname = n.nspname and s.tablename = c.relname and s.attname = a.attname
          and s.inherited = (c.relkind = 'p')
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped), '[]') as columns,
      coalesce((select jsonb_agg(jsonb_build_object('name', x.relname, 'valid', i.indisvalid and i.indisready,
          'columns', (select jsonb_agg(pg_get_indexdef(i.indexrelid, k, true) order by k)
            from generate_series(1, i.indnkeyatts) k),
          'where', pg_get_expr(i.indpred, i.indrelid, true), 'unique', i.indisunique, 'method', m.amname,
          'bytes', pg_relation_size(x.oid)))
        from pg_index i join pg_class x on x.oid = i.indexrelid join pg_am m on m.oid = x.relam
        where i.indrelid = c.oid), '[]') as indexes,
      coalesce((select jsonb_agg(tgname order by tgname) from pg_trigger
        where tgrelid = c.oid and not tgisinternal and tgenabled <> 'D'), '[]') as triggers,
      coalesce((select jsonb_agg(jsonb_build_object('name', rulename, 'instead', is_instead,
          'event', case ev_type when '2' then 'update' when '3' then 'insert' else 'other' end))
        from pg_rewrite where ev_class = c.oid and ev_type <> '1'), '[]') as rules
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where replace(lower(c.relname), '_', '') = any(string_to_array(${FOREIGN_TABLES.map(bare).join(',')}, ','))
      and c.relkind in ('r', 'p', 'v', 'm', 'f') and not c.relispartition
      and n.nspname not in ('pg_catalog', 'information_schema', 'callboard') and n.nspname !~ '^pg_'
    order by array_position(current_schemas(false), n.nspname) nulls last, n.nspname, c.relname`;
  return { ...server, tables: [...tables] };
}
