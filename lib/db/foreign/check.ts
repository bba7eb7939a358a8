import { bare, type Catalogue, type CatalogueTable } from './catalogue';
import { checkColumns, unfilledColumns } from './check-columns';
import { findLike, planIndex, quoted } from './indexes';
import { type CheckOptions, type CheckReport, type Finding, type Plan, size } from './report';
import { OURS, WATCH_COST } from './triggers';
import { COLUMNS, FOREIGN_TABLES, type ForeignTable, INDEXES, NOT_NULL } from './tables';

/** Says of the three tables what was found where, what fits, what would be added and what cannot work. */
export function checkCatalogue(catalogue: Catalogue, options: CheckOptions = {}): CheckReport {
  const plan: Plan = { createTables: [], addColumns: [], indexes: [] };
  const found = new Map(
    FOREIGN_TABLES.map((table) => [
      table,
      catalogue.tables.find(({ name, visible }) => visible && name === table) ?? null,
    ]),
  );
  const server = checkServer(catalogue);
  const home = [...found.values()].find((table) => table !== null)?.schema;
  const tables = FOREIGN_TABLES.map((table) => {
    const here = found.get(table) ?? null;
    const findings = here
      ? checkTable(here, table, catalogue, plan)
      : checkMissing(table, catalogue, plan, home, options);
    return {
      table,
      where: here && `${here.schema}.${here.name}`,
      rows: here && here.rows,
      findings,
    };
  });
  const all = [...server, ...tables.flatMap(({ findings }) => findings)];
  const { database, role, searchPath } = catalogue;
  return {
    database,
    role,
    searchPath,
    works: !all.some(({ level }) => level === 'stop'),
    server,
    tables,
    plan,
  };
}

function checkServer({
  version,
  readOnly,
  callboard,
  mayCreateSchema,
  role,
  database,
}: Catalogue): Finding[] {
  const findings: Finding[] = [];
  const stop = (text: string, todo: string) => findings.push({ level: 'stop', text, todo });
  if (version < 150_000)
    stop(`the server is PostgreSQL ${Math.floor(version / 10_000)}`, 'PostgreSQL 15 or later is needed');
  if (readOnly) stop('the server takes no writes here (a standby?)', 'name the primary in DATABASE_URL');
  if (!callboard) {
    if (mayCreateSchema)
      findings.push({ level: 'added', text: "schema callboard, for Callboard's own tables" });
    else
      stop(
        `there is no schema callboard, and role ${role} may not create one in ${database}`,
        `have an administrator run: CREATE SCHEMA callboard AUTHORIZATION ${quoted(role)}`,
      );
  } else if (!callboard.mayUse || !callboard.mayCreate) {
    stop(
      `schema callboard belongs to ${callboard.owner}, and role ${role} may not make tables in it`,
      `have ${callboard.owner} run: GRANT USAGE, CREATE ON SCHEMA callboard TO ${quoted(role)}; or migrate as ${callboard.owner}`,
    );
  } else if (!callboard.isOurs && callboard.relations.length > 0) {
    const some = callboard.relations.slice(0, 3).join(', ');
    stop(
      `schema callboard is taken: it holds ${some} and no list of Callboard's migrations`,
      'rename that schema, or use another database',
    );
  } else {
    findings.push({ level: 'fits', text: "schema callboard, for Callboard's own tables" });
  }
  return findings;
}

function checkMissing(
  table: ForeignTable,
  { tables, newTables, role, database, searchPath }: Catalogue,
  plan: Plan,
  home: string | undefined,
  options: CheckOptions,
): Finding[] {
  const stop = (text: string, todo: string): Finding[] => [{ level: 'stop', text, todo }];
  const alike = tables.filter(({ name }) => bare(name) === bare(table));
  const otherwise = alike.find(({ onPath, name }) => onPath && name !== table);
  if (otherwise) {
    return stop(
      `there is a table ${otherwise.schema}.${quoted(otherwise.name)}, spelled otherwise`,
      `Callboard reads ${table}: ALTER TABLE ${quoted(otherwise.schema)}.${quoted(otherwise.name)} RENAME TO ${table}`,
    );
  }
  const [elsewhere] = alike;
  if (elsewhere && !options.newTables) {
    return stop(
      `it lies in schema ${elsewhere.schema}, which is not on the search path of ${role} (${searchPath.join(', ')})`,
      `ALTER ROLE ${quoted(role)} IN DATABASE ${quoted(database)} SET search_path = ${[elsewhere.schema, ...searchPath].map(quoted).join(', ')}; ` +
        'or, where that table is none of this installation: npm run db:migrate -- --new-tables',
    );
  }
  const schema = home ?? newTables?.schema;
  if (schema === undefined) {
    return stop(
      'there is no schema on the search path to make it in',
      `ALTER ROLE ${quoted(role)} SET search_path = public`,
    );
  }
  if (newTables && schema === newTables.schema && !newTables.mayCreate) {
    return stop(
      `it does not exist, and role ${role} may not make tables in schema ${schema}`,
      `have an administrator run: GRANT CREATE ON SCHEMA ${quoted(schema)} TO ${quoted(role)}`,
    );
  }
  const columns = COLUMNS[table].map(
    ({ name, type }) => `${quoted(name)} ${type}${NOT_NULL[table].includes(name) ? ' not null' : ''}`,
  );
  plan.createTables.push({
    schema,
    table,
    statement: `create table if not exists ${quoted(schema)}.${quoted(table)} (${columns.join(', ')})`,
  });
  for (const spec of INDEXES) if (spec.table === table) plan.indexes.push(planIndex(spec, schema, null));
  return [{ level: 'added', text: `the table, in schema ${schema}` }];
}

const KINDS: Record<string, string> = { v: 'a view', m: 'a materialized view', f: 'a foreign table' };

function checkTable(here: CatalogueTable, table: ForeignTable, catalogue: Catalogue, plan: Plan): Finding[] {
  const name = `${here.schema}.${here.name}`;
  const kind = KINDS[here.kind];
  if (kind) {
    return [
      {
        level: 'stop',
        text: `${name} is ${kind}: its rows cannot be locked while they are compared, and nothing can be added`,
        todo: 'put the schema of the table itself first on the search path',
      },
    ];
  }
  const findings = [...checkRights(here, table, catalogue), ...checkColumns(here, table, plan)];
  const limit = (text: string, todo?: string) =>
    findings.push({ level: 'limit', text, ...(todo && { todo }) });
  for (const other of catalogue.tables) {
    if (other !== here && bare(other.name) === bare(table)) {
      limit(
        `${other.schema}.${other.name} exists too and is not used: ${here.schema} is first on the search path`,
      );
    }
  }
  if (here.rowSecurity) {
    limit(
      'row-level security is in force for this role: rows that its policies hide are missing everywhere, and writes that they refuse are told as refused',
      `ALTER ROLE ${quoted(catalogue.role)} BYPASSRLS, or a policy that lets it see every row`,
    );
  }
  for (const rule of here.rules) {
    if (rule.instead) {
      findings.push({
        level: 'stop',
        text: `rule ${rule.name} does something else INSTEAD of a write`,
        todo: 'make it a trigger',
      });
    } else
      limit(
        `rule ${rule.name} is run with every ${rule.event}; a refresh that changes rows takes two statements`,
      );
  }
  const theirs = here.triggers.filter((trigger) => !trigger.startsWith(OURS));
  if (theirs.length > 0)
    limit(
      `triggers run with Callboard's writes too: ${theirs.join(', ')}; a row that one refuses is told as invalid`,
    );
  if (table !== 'call_tasks') findings.push(checkWatch(here));
  if (
    !here.indexes.some(
      ({ valid, unique, columns, where }) => valid && unique && !where && columns.join() === 'id',
    )
  ) {
    limit(
      'no unique index keeps its ids apart: rows of the same id share what Callboard knows of them, and finding a row reads the whole table',
      `CREATE UNIQUE INDEX CONCURRENTLY ON ${quoted(here.schema)}.${quoted(here.name)} (id)`,
    );
  }
  return [...findings, ...checkIndexes(here, table, plan)];
}

/** Whether other programs' writes are told at once. Never added unless asked for. */
function checkWatch({ triggers }: CatalogueTable): Finding {
  if (triggers.some((trigger) => trigger.startsWith(OURS)))
    return { level: 'fits', text: "triggers tell of every program's writes, so counts follow at once" };
  return {
    level: 'limit',
    text: "no trigger tells of other programs' changes: counts follow with the next comparison, and say as of when they are",
    todo: `to have them follow at once: npm run db:migrate -- --watch; ${WATCH_COST}; --no-watch removes it`,
  };
}

function checkRights(here: CatalogueTable, table: ForeignTable, { role }: Catalogue): Finding[] {
  const missing: string[] = [];
  const name = `${quoted(here.schema)}.${quoted(here.name)}`;
  if (!here.mayUseSchema) missing.push(`GRANT USAGE ON SCHEMA ${quoted(here.schema)} TO ${quoted(role)}`);
  const rights: string[] = [];
  if (!here.maySelect) rights.push('SELECT');
  if (table !== 'call_tasks') {
    const names = new Set(COLUMNS[table].filter(({ written }) => written).map((spec) => spec.name));
    const all = here.columns.filter((column) => names.has(column.name));
    if (!here.mayUpdate || !all.every(({ mayUpdate }) => mayUpdate)) rights.push('UPDATE');
    if (table === 'leads_follow' && !all.every(({ mayInsert }) => mayInsert)) rights.push('INSERT');
  }
  if (rights.length > 0) missing.push(`GRANT ${rights.join(', ')} ON ${name} TO ${quoted(role)}`);
  const findings: Finding[] = missing.map((todo) => ({
    level: 'stop',
    text: `role ${role} may not use it as Callboard does`,
    todo: `have ${here.owner} run: ${todo}`,
  }));
  if (table === 'leads_follow' && !here.mayNumber) {
    findings.push({
      level: 'limit',
      text: `role ${role} may not use the sequence that numbers it: new follow-ups cannot be saved`,
      todo: `have ${here.owner} run: GRANT USAGE ON ALL SEQUENCES IN SCHEMA ${quoted(here.schema)} TO ${quoted(role)}`,
    });
  }
  return findings;
}

function checkIndexes(here: CatalogueTable, table: ForeignTable, plan: Plan): Finding[] {
  const findings = unfilledColumns(here, table);
  for (const spec of INDEXES.filter((one) => one.table === table)) {
    const like = findLike(spec, here);
    if (like) {
      findings.push({ level: 'fits', text: `index ${like.name} (${size(like.bytes)}), for ${spec.serves}` });
      continue;
    }
    const index = planIndex(spec, here.schema, here);
    const statement = `create index concurrently ${quoted(spec.name)} on ${quoted(here.schema)}.${quoted(here.name)} ${index.definition}`;
    const what = `index ${spec.name} ${index.definition}, about ${size(index.bytes)}, for ${spec.serves}`;
    if (here.kind === 'p') {
      findings.push({
        level: 'limit',
        text: `${what}: not made, because the table is partitioned`,
        todo: 'make it on each partition concurrently and attach it; without it that is slower',
      });
    } else if (!here.isOwner) {
      findings.push({
        level: 'limit',
        text: `${what}: only its owner ${here.owner} may make it; without it that is slower`,
        todo: `have ${here.owner} run: ${statement}`,
      });
    } else {
      const again = index.replacesInvalid ? ' (an unfinished one of that name is dropped first)' : '';
      findings.push({ level: 'added', text: `${what}${again}` });
      plan.indexes.push(index);
    }
  }
  return findings;
}
