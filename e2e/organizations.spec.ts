import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';

import type { APIRequestContext } from '@playwright/test';

import { violations } from './fixtures/axe';
import { hydrated } from './fixtures/hydrated';
import { settings } from './fixtures/settings';
import { expect, test as base } from './fixtures/test';
import { createToken } from './fixtures/tokens';

const PHONE = '13912348001';
const CALLER = '057126883106';
const LEAD = '欧阳不该看见';
const TASK = '不该看见的任务';

type Ids = {
  taskId: number;
  rowId: number;
  receiptId: string;
  runId: string;
  exportId: string;
  importId: string;
  viewId: string;
};

/** A refreshed task of the test's own organization: a job with a recording, and a receipt. */
const test = base.extend<{ own: Ids }>({
  own: async ({ world, organization, operator, simulator, sql, request }, use) => {
    const [JobId, JobGroupId] = [randomUUID(), randomUUID()];
    const at = Date.now() - 600_000;
    const words = [
      { Speaker: 'Robot', Script: '您好', Timestamp: at + 2000 },
      { Speaker: 'Contact', Script: `打我${PHONE}`, Timestamp: at + 4000 },
    ];
    const call = {
      TaskId: `call-${JobId}`,
      Status: 'SucceededFinish',
      CallingNumber: CALLER,
      CalledNumber: PHONE,
      PlanedTime: at,
      ActualTime: at,
      Duration: 6000,
      Conversation: words,
    };
    await simulator.putJobs([
      {
        JobId,
        JobGroupId,
        Status: 'Succeeded',
        Contacts: [{ ContactName: LEAD, PhoneNumber: PHONE }],
        Tasks: [call],
      },
    ]);
    const taskId = await world.task(organization, { name: TASK, jobGroupId: JobGroupId });
    const [rowId] = await world.rows(taskId, [
      { call_job_id: JobId, leads_name: LEAD, leads_phone: PHONE, call_status: 'Executing' },
    ]);
    const token = await createToken(sql, operator, organization);
    const response = await request.post('/api/query-task-execution', {
      headers: { 'access-token': token },
      data: { task_id: taskId, skip_recording: false },
    });
    const answer = (await response.json()) as { data: { receipt: { id: string } } };
    const begun = await request.post(`/api/tasks/${taskId}/refresh-runs`, {
      headers: { 'access-token': token },
      data: {},
    });
    const { run } = (await begun.json()) as { run: { id: string } };
    const lead = await world.user(organization, { role: 'supervisor' });
    const exported = await request.post('/api/exports', {
      headers: { 'access-token': await createToken(sql, lead, organization) },
      data: { task_id: taskId, query: '', format: 'csv' },
    });
    const { data: file } = (await exported.json()) as { data: { id: string } };
    const ids = { taskId, rowId: rowId!, receiptId: answer.data.receipt.id, runId: run.id };
    const importId = randomUUID();
    await sql`
      insert into callboard.task_imports (id, organization_id, job_group_id, name, state, started_by, started_by_name)
      values (${importId}, ${organization.id}, ${JobGroupId}, ${TASK}, 'done', ${operator.id}, ${operator.name})`;
    const viewed = await request.post('/api/views', {
      headers: { 'access-token': token },
      data: { name: LEAD, query: 'status=Failed', layout: { columns: [], density: 'compact' } },
    });
    const { id: viewId } = (await viewed.json()) as { id: string };
    await use({ ...ids, exportId: file.id, importId, viewId });
  },
});

type Door = { method: 'GET' | 'POST'; address: string };

/** Every route file with an id in its address, as an address of these ids; by POST where it knows no GET. */
function doorsOf({ taskId, rowId, receiptId, runId, exportId, importId, viewId }: Ids): Door[] {
  return readdirSync('app/api', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('route.ts') && file.includes('[') && !file.includes('[...'))
    .map((file) => ({
      method: /^ +GET: /m.test(readFileSync(`app/api/${file}`, 'utf8')) ? 'GET' : 'POST',
      address: `/api/${file}`
        .replace(/\/route\.ts$/, '')
        .replace('[taskId]', String(taskId))
        .replace('[rowId]', String(rowId))
        .replace('[receiptId]', receiptId)
        .replace('[runId]', runId)
        .replace('[exportId]', exportId)
        .replace('[importId]', importId)
        .replace('[viewId]', viewId)
        .replace('[action]', /^(?:exports|task-imports)\//.test(file) ? 'cancel' : 'pause'),
    }));
}

/** What a door asks for before it looks whose the id is. */
const ROW = { phone: PHONE, name: null, leadsId: null, referenceId: null, jobId: null, callTime: null };
const BODIES = {
  steering: { action: 'suspend' },
  'refresh-rows': { row_ids: [1] },
  schedule: { every_minutes: null },
  apply: { action: 'apply', matching_id: '00000000-0000-4000-8000-000000000000' },
  rows: { from: 1, rows: [ROW] },
};
const bodyFor = ({ method, address }: Door) =>
  method === 'POST' ? BODIES[address.split('/').at(-1) as keyof typeof BODIES] : undefined;

const knock = (request: APIRequestContext, door: Door) =>
  request.fetch(door.address, { method: door.method, data: bodyFor(door) });

const pagesOf = ({ taskId, rowId, receiptId, runId }: Ids) => [
  `/tasks/${taskId}`,
  `/tasks/${taskId}?tab=without-id`,
  `/tasks/${taskId}?job=${rowId}`,
  `/tasks/${taskId}/receipts`,
  `/tasks/${taskId}/receipts/${receiptId}`,
  `/tasks/${taskId}/runs/${runId}`,
  `/insights?task=${taskId}`,
];

test('a foreign id opens no door: every handler and page answers as if nothing were there', async ({
  page,
  context,
  world,
  own,
  signIn,
}) => {
  test.slow();
  const elsewhere = await world.organization('别的机构');
  await signIn(await world.user(elsewhere, { role: 'supervisor' }));
  const missing: Ids = {
    taskId: 2_000_000_001,
    rowId: 2_000_000_001,
    receiptId: randomUUID(),
    runId: randomUUID(),
    exportId: randomUUID(),
    importId: randomUUID(),
    viewId: randomUUID(),
  };

  const doors = doorsOf(own);
  expect(doors.length).toBeGreaterThan(8);
  expect(doors.map(({ address }) => address)).toContain(`/api/jobs/${own.rowId}/refresh`);
  for (const [index, door] of doors.entries()) {
    const [foreign, none] = await Promise.all([
      knock(context.request, door),
      knock(context.request, doorsOf(missing)[index]!),
    ]);
    expect(foreign.status(), door.address).toBe(404);
    expect(await foreign.text(), door.address).toBe(await none.text());
  }
  for (const address of pagesOf(own)) {
    expect((await page.goto(address))?.status(), address).toBe(404);
    await expect(page.getByRole('main')).toBeVisible();
    const html = (await page.content()) + (await page.title());
    for (const secret of [LEAD, TASK, PHONE]) expect(html, address).not.toContain(secret);
  }
});

test('what a browser is sent holds no full number and no link of the provider’s', async ({
  page,
  own,
  operator,
  signIn,
}) => {
  test.slow();
  await signIn(operator);
  const bodies: Promise<[string, string]>[] = [];
  page.on('response', (response) => {
    const type = response.headers()['content-type'] ?? '';
    if (/json|html|x-component|text\/plain/.test(type)) {
      bodies.push(
        response.text().then(
          (text) => [response.url(), text] as [string, string],
          () => [response.url(), ''],
        ),
      );
    }
  });
  for (const address of [
    ...pagesOf(own),
    '/tasks',
    '/tasks/import',
    '/jobs',
    '/insights',
    '/follow-ups',
    '/mine',
    '/account',
  ]) {
    await page.goto(address);
    await page.waitForLoadState('networkidle');
  }
  await page.goto(`/tasks/${own.taskId}`);
  await hydrated(page);
  await page.locator('#refresh-page').click();
  await expect(page.getByRole('region', { name: '刷新结果' })).toHaveAttribute('data-status', 'done');
  // The page hears nothing of what a test asks for by itself.
  const received = await Promise.all(bodies);
  for (const door of doorsOf(own)) {
    const response = await knock(page.request, door);
    expect(response.status(), door.address).toBeLessThan(500);
    received.push([door.address, await response.text()]);
  }
  expect(received.some(([, text]) => text.includes(LEAD))).toBe(true);
  for (const [url, text] of received) {
    for (const secret of [PHONE, CALLER, 'OSSAccessKeyId', 'Signature='])
      expect(text, url).not.toContain(secret);
  }
});

/** Spellings of numbers, each in other columns; no browser may get its middle. */
const SPELLED = {
  name: '王芳 138 0013 8001',
  task: '座机０５７１－２６８８３１０７',
  remark: '加 wx13912348002，或 010-88886668，或 138-1234-8003',
  template: '客服 4008123124',
  sentence: '幺三八，一二三四，八零零四',
  extra: 13_812_348_005,
  unknown: '13812348006',
  link: 'https://store.example/r.wav?unheard-of=13812348007',
};
const HIDDEN_MIDDLES = [
  ...['0013 8001', '２６８８３１０７', '12348002', '88886668', '1234-8003', '8123124', '一二三四，八零零四'],
  ...['12348005', '12348006', 'unheard-of', '12348007'],
];

test('numbers of every spelling, in every text, stay on the server', async ({
  page,
  world,
  organization,
  operator,
  simulator,
  sql,
  signIn,
}) => {
  test.slow();
  const JobId = randomUUID();
  const at = Date.now() - 600_000;
  await simulator.putJobs([
    {
      JobId,
      Status: 'Succeeded',
      FailureReason: SPELLED.remark,
      UnheardOf: SPELLED.unknown,
      Contacts: [{ ContactName: SPELLED.name, PhoneNumber: PHONE, UnheardOf: SPELLED.unknown }],
      Summary: [{ SummaryName: SPELLED.name, Content: SPELLED.link }],
      Extras: [{ Key: 'k', Value: SPELLED.extra }],
      Tasks: [
        {
          TaskId: `call-${JobId}`,
          Status: 'SucceededFinish',
          CallingNumber: CALLER,
          CalledNumber: PHONE,
          UnheardOf: SPELLED.unknown,
          PlanedTime: at,
          ActualTime: at,
          Duration: 6000,
          Conversation: [{ Speaker: 'Contact', Script: SPELLED.sentence, Timestamp: at + 2000 }],
        },
      ],
    },
  ]);
  const taskId = await world.task(organization, { name: SPELLED.task });
  const [rowId] = await world.rows(taskId, [
    { call_job_id: JobId, leads_name: SPELLED.name, leads_phone: PHONE, call_status: 'Executing' },
    { leads_name: SPELLED.name, leads_phone: PHONE },
  ]);
  const followUpId = await world.followUp(rowId!, `${SPELLED.remark} ${SPELLED.link}`);
  await sql`update leads_follow set next_follow_time = now() - interval '3 days' where id = ${followUpId}`;
  await sql`
    insert into callboard.follow_up_templates (organization_id, user_id, body)
    values (${organization.id}, ${operator.id}, ${SPELLED.template})`;
  await signIn(operator);

  const received: [string, string][] = [];
  const note = (address: string, text: string, headers: Record<string, string> = {}) =>
    received.push([address, text], [`headers of ${address}`, decodeURIComponent(JSON.stringify(headers))]);
  const refreshed = await page.request.post('/api/query-task-execution', {
    data: { task_id: taskId, skip_recording: false },
  });
  expect(refreshed.status()).toBe(200);
  note('the refresh', await refreshed.text(), refreshed.headers());
  const { data } = (await refreshed.json()) as { data: { receipt: { id: string } } };
  const begun = await page.request.post(`/api/tasks/${taskId}/refresh-runs`, { data: {} });
  note('the run', await begun.text(), begun.headers());
  const { run } = (await begun.json()) as { run: { id: string } };
  const ids: Ids = {
    taskId,
    rowId: rowId!,
    receiptId: data.receipt.id,
    runId: run.id,
    exportId: randomUUID(),
    importId: randomUUID(),
    viewId: randomUUID(),
  };
  const withoutIds = [
    ...[
      '/api/follow-up-templates',
      '/api/jobs',
      '/api/jobs/facets',
      '/api/jobs/summary?charts=1',
      '/api/jobs?q=8001',
    ],
    ...['/api/jobs/walk', '/api/follow-ups/walk?list=overdue', '/api/tasks', '/api/colleagues'],
    ...['/api/views', '/api/jobs/labels', '/api/table-layout?place=task'],
  ];
  const doors = [...doorsOf(ids), ...withoutIds.map((address): Door => ({ method: 'GET', address }))];
  for (const door of doors) {
    const response = await knock(page.request, door);
    note(door.address, await response.text(), response.headers());
  }
  for (const address of [
    ...pagesOf(ids),
    '/tasks',
    '/jobs',
    '/insights',
    '/follow-ups',
    '/follow-ups?list=overdue',
    '/mine',
  ]) {
    const response = await page.goto(address);
    note(address, (await response?.text()) ?? '', response?.headers());
    await page.waitForLoadState('networkidle');
    note(`${address} in the browser`, (await page.content()) + (await page.title()));
  }
  const saved = await page.request.get(`/api/jobs/${rowId}/recording?download=1`);
  note('the download', '', saved.headers());

  expect(received.some(([, text]) => text.includes('138****8001'))).toBe(true);
  for (const [address, text] of received) {
    for (const secret of [...HIDDEN_MIDDLES, PHONE, CALLER]) expect(text, address).not.toContain(secret);
  }
});

for (const scheme of ['light', 'dark'] as const) {
  test(`every page passes axe, ${scheme}`, async ({ page, context, own, operator, signIn }) => {
    test.slow();
    await context.addCookies([{ name: 'callboard-theme', value: scheme, url: settings().baseUrl }]);
    await page.goto('/sign-in');
    await expect(page.locator('input[type=password]')).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await signIn(operator);
    for (const address of [
      '/tasks',
      '/tasks/import',
      ...pagesOf(own),
      '/jobs',
      '/follow-ups',
      '/mine',
      '/account',
    ]) {
      await page.goto(address);
      await page.waitForLoadState('networkidle');
      expect(await violations(page), address).toEqual([]);
    }
  });
}
