import { type CheckReport, type Finding, size } from './report';

const MARKS: Record<Finding['level'], string> = { fits: 'ok  ', added: 'add ', limit: 'note', stop: 'STOP' };

function lineOf({ level, text, todo }: Finding): string[] {
  const line = `  ${MARKS[level]}  ${text}`;
  return todo === undefined ? [line] : [line, `        what to do: ${todo}`];
}

/** The report as lines for a terminal. */
export function describeReport(report: CheckReport): string[] {
  const { database, role, searchPath, server, tables, works, plan } = report;
  const lines = [
    `database ${database}, as role ${role}, search path ${searchPath.join(', ') || '(no schema)'}`,
    ...server.flatMap(lineOf),
  ];
  for (const { table, where, rows, findings } of tables) {
    const found = where === null ? 'not found' : `found as ${where}, about ${Math.round(rows ?? 0)} rows`;
    lines.push('', `${table}: ${found}`, ...findings.flatMap(lineOf));
  }
  const bytes = plan.indexes.reduce((sum, index) => sum + index.bytes, 0);
  const toDo = [
    `${plan.createTables.length} tables`,
    `columns of ${plan.addColumns.length} tables`,
    `${plan.indexes.length} indexes of about ${size(bytes)}`,
  ];
  lines.push(
    '',
    works
      ? `Callboard works with this database. npm run db:migrate adds ${toDo.join(', ')}; it changes nothing else.`
      : 'Callboard cannot work with this database yet: see STOP above. db:migrate would change nothing.',
  );
  return lines;
}

/** Only what stands in the way. */
export function describeStops({ server, tables }: CheckReport): string[] {
  const stops = (findings: Finding[]) => findings.filter(({ level }) => level === 'stop');
  return [
    ...stops(server).flatMap(lineOf),
    ...tables.flatMap(({ table, findings }) =>
      stops(findings).flatMap((finding) => lineOf({ ...finding, text: `${table}: ${finding.text}` })),
    ),
  ];
}
