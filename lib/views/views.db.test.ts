import { afterAll, beforeAll, expect, it } from 'vitest';

import type { Actor } from '@/lib/auth/actor';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing';
import { createOrganization } from '@/lib/jobs/testing/world';
import { unknownKeys } from '@/lib/jobs/selection-keys';

import { DEFAULT_LAYOUTS } from './columns';
import { selectLayout, writeLayout } from './repository';
import { addView, changeView, getView, listViews, removeView } from './save-views';
import { firstView, MOST_VIEWS } from './views';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const parts = () => ({ db: database.db, unknownIn: unknownKeys });
const layout = DEFAULT_LAYOUTS.task;
const fresh = { query: 'status=Failed&sort=-duration', layout, shared: false, taskTypes: [] };

/** A person of a new organization, and colleagues of theirs. */
async function people() {
  const operator: Actor = { ...(await createOrganization(database)), role: 'operator' };
  const others = await Promise.all(['supervisor', 'operator'].map(() => createOrganization(database)));
  const [lead, colleague] = others.map(({ userId, userName }) => ({ ...operator, userId, userName }));
  const stranger = await createOrganization(database);
  return { operator, lead: { ...lead!, role: 'supervisor' as const }, colleague: colleague!, stranger };
}

it('an own view is one’s own, a shared one everybody’s of the organization, and only those who lead change it', async () => {
  const { operator, lead, colleague, stranger } = await people();
  const own = await addView(parts(), operator, { ...fresh, name: '我的' });
  const shared = await addView(parts(), lead, { ...fresh, name: '大家的', shared: true });
  expect(await listViews(parts(), operator)).toMatchObject([
    { name: '我的', mayChange: true, viewQuery: fresh.query },
    { name: '大家的', mayChange: false, by: lead.userName },
  ]);
  expect((await listViews(parts(), colleague)).map(({ name }) => name)).toEqual(['大家的']);
  expect(await listViews(parts(), stranger)).toEqual([]);

  await expect(addView(parts(), operator, { ...fresh, name: '也是', shared: true })).rejects.toThrow(
    expect.objectContaining({ kind: 'forbidden' }),
  );
  const missing = expect.objectContaining({ kind: 'not_found' });
  for (const [actor, id] of [
    [operator, shared.id],
    [colleague, own.id],
    [lead, own.id],
    [stranger, shared.id],
    [stranger, own.id],
  ] as const) {
    await expect(changeView(parts(), actor, id, { name: '别人的' })).rejects.toThrow(missing);
    await expect(removeView(parts(), actor, id)).rejects.toThrow(missing);
  }
  await expect(getView(parts(), colleague, own.id)).rejects.toThrow(missing);
  await expect(getView(parts(), operator, 'x')).rejects.toThrow(missing);
  expect(await changeView(parts(), lead, shared.id, { name: '改了' })).toMatchObject({
    name: '改了',
    shared: true,
  });
  await removeView(parts(), operator, own.id);
  expect((await listViews(parts(), operator)).map(({ name }) => name)).toEqual(['改了']);
});

it('of a kind of task one view is the first: the own one before the shared one', async () => {
  const { operator, lead } = await people();
  const shared = await addView(parts(), lead, { ...fresh, name: '共享', shared: true, taskTypes: [2, 3] });
  const first = await addView(parts(), operator, { ...fresh, name: '一', taskTypes: [2] });
  const names = async (type: number | null) =>
    firstView(await listViews(parts(), operator), type)?.name ?? null;
  expect([await names(2), await names(3), await names(4), await names(null)]).toEqual([
    '一',
    '共享',
    null,
    null,
  ]);
  const second = await addView(parts(), operator, { ...fresh, name: '二', taskTypes: [2] });
  expect(await getView(parts(), operator, first.id)).toMatchObject({ taskTypes: [] });
  expect(await getView(parts(), operator, shared.id)).toMatchObject({ taskTypes: [2, 3] });
  await changeView(parts(), operator, second.id, { taskTypes: [] });
  expect(await names(2)).toBe('共享');
});

it('two that save the same name at once: one of them is told', async () => {
  const { operator } = await people();
  const both = await Promise.allSettled(
    ['重名', '重名'].map((name) => addView(parts(), operator, { ...fresh, name })),
  );
  expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  expect(both.find(({ status }) => status === 'rejected')).toMatchObject({
    reason: { kind: 'invalid_input', details: { field: 'name' } },
  });
});

it('as many as there may be: the next one is told apart from a name that is taken', async () => {
  const { operator } = await people();
  await database.sql`insert into callboard.views (organization_id, user_id, shared, name, query, layout, task_types)
    select ${operator.orgId}, ${operator.userId}, false, 'v' || n, '', '{}', '{}' from generate_series(1, ${MOST_VIEWS}::int) n`;
  for (const [name, field] of [
    ['V1', 'name'],
    ['新', 'views'],
  ] as const) {
    await expect(addView(parts(), operator, { ...fresh, name })).rejects.toMatchObject({
      kind: 'invalid_input',
      details: { field },
    });
  }
});

it('refuses a filter that is not known, and a full telephone number, which others would read', async () => {
  const { operator } = await people();
  for (const [query, field] of [
    ['status=Exploded', 'status'],
    ['sort=-colour', 'sort'],
    ['colour=red', 'colour'],
    ['q=13912348001', 'query'],
    ['caller=057126883106', 'caller'],
    // Whoever opens it reads the last one.
    ['q=王芳&q=13912348001', 'q'],
  ]) {
    await expect(addView(parts(), operator, { ...fresh, name: query!, query: query! })).rejects.toThrow(
      expect.objectContaining({ kind: 'invalid_input', details: expect.objectContaining({ field }) }),
    );
  }
});

it('a view whose filter is not known any more is still listed, and says what of it', async () => {
  const { operator } = await people();
  const { id } = await addView(parts(), operator, { ...fresh, name: '旧的' });
  await database.sql`update callboard.views set query = 'verdict=lost&q=13912348001&sort=-duration' where id = ${id}`;
  const { id: numbered } = await addView(parts(), operator, { ...fresh, name: '主叫' });
  await database.sql`update callboard.views set query = 'q=x&q=13912348001&caller=057126883106' where id = ${numbered}`;
  expect((await getView(parts(), operator, numbered)).viewQuery).not.toMatch(/13912348001|2688/);
  await removeView(parts(), operator, numbered);
  expect(await listViews(parts(), operator)).toMatchObject([
    { name: '旧的', unknown: ['verdict'], viewQuery: 'verdict=lost&q=139****8001&sort=-duration' },
  ]);
});

it('columns and density are a person’s own, in each organization and place', async () => {
  const { operator, colleague } = await people();
  const compact = { columns: [{ key: 'lead' as const, width: 300 }], density: 'compact' as const };
  await writeLayout(operator, database.db, 'task', layout);
  await writeLayout(operator, database.db, 'task', compact);
  expect(await selectLayout(operator, database.db, 'task')).toEqual(compact);
  expect(await selectLayout(operator, database.db, 'all')).toBeNull();
  expect(await selectLayout(colleague, database.db, 'task')).toBeNull();
  const elsewhere = await createOrganization(database);
  expect(await selectLayout({ ...operator, orgId: elsewhere.orgId }, database.db, 'task')).toBeNull();
  await writeLayout(operator, database.db, 'task', null);
  expect(await selectLayout(operator, database.db, 'task')).toBeNull();
});
