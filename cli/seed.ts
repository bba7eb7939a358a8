import { createDb } from '@/lib/db/client';

import { readOptions, required, runCommand, UsageError } from './lib/command';
import { fetchDemoWorld } from './lib/demo-world';
import { contentOf, renewDemoPasswords, seedDemo } from './lib/seed-demo';

const USAGE = '--simulator http://127.0.0.1:PORT   (its control port)';

/** The first refresh is to bring news: the database knows the world as it was this long ago. */
const BEHIND_MS = 10 * 60_000;

process.exitCode = await runCommand('seed', USAGE, async () => {
  const { simulator } = readOptions(process.argv.slice(2), { simulator: { type: 'string' } });
  const controlUrl = required('simulator', simulator);
  const databaseUrl = process.env.DATABASE_URL?.trim();
  if (!databaseUrl) throw new UsageError('DATABASE_URL is not set');

  const { db, end } = createDb(databaseUrl, { max: 1, applicationName: 'callboard-seed' });
  try {
    const content = await contentOf(db);
    if (content === 'demo') {
      const renewed = await renewDemoPasswords(db);
      const words = renewed > 0 ? `；密码已更新 ${renewed} passwords renewed` : '';
      console.log(`演示数据已在 The demo data are there already${words}`);
      return;
    }
    if (content === 'other') {
      throw new UsageError('the database holds data that are not the demo’s; nothing was written');
    }
    const world = await fetchDemoWorld(controlUrl, new Date(Date.now() - BEHIND_MS));
    await seedDemo(db, world);
    const rows = world.leads_task_list.length.toLocaleString('en');
    console.log(`演示数据已写入 Seeded ${world.tasks.length} tasks with ${rows} rows`);
  } finally {
    await end();
  }
});
