import type postgres from 'postgres';

// Conversations that look like a campaign's: sentences that most calls share, those that fewer have, and names of streets,
// courts and people that hardly anybody else says.

const ROBOT = [
  '您好，这里是家装中心，请问是{名}吗',
  '我们这边在{地}附近有免费量房的活动，您最近有装修的打算吗',
  '好的，那我帮您登记一下，稍后会有设计师和您联系',
  '您看周{日}上午方便到店里来吗',
  '如果您暂时不需要也没有关系，打扰您了',
  '请问您的房子大概多少平方',
  '您是毛坯房还是旧房翻新呢',
  '这个活动到月底就结束了，名额有限',
  '您放心，量房和报价都是免费的，不会收取定金',
  '感谢您的接听，祝您生活愉快，再见',
  '不好意思我没有听清，您可以再说一遍吗',
  'We also have an English speaking designer if you prefer',
];
const CUSTOMER = [
  '喂，你好',
  '是的，你是哪位',
  '不需要，谢谢',
  '我在{地}，{户}号楼那边',
  '多少钱一平方',
  '我现在很忙，在开会，晚点再打过来吧',
  '已经装修好了',
  '你们怎么知道我的号码的',
  '不要再打了，再打我就投诉你们了',
  '可以了解一下，周{日}我有空',
  '房子还没有交付，明年再说',
  '要退款的话找谁，我定金是在{地}交的',
  '我叫{名}，加我微信吧',
  '旧房翻新，厨房和卫生间要重新做防水',
  'Sorry I do not speak Chinese, call me back tomorrow',
  '好的，再见',
];
/** Characters of names, the common ones first. */
const CHARACTERS =
  '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庭轩宇航子涵欣怡梓萱浩然雨泽桐语嫣诗琪海棠湖畔花园锦绣华府翡翠玉兰碧水云天东方明珠香樟梧桐枫丹白露御景豪庭金色阳光春晓秋月山水名都世纪丽都康桥半岛';

/** A number from 0 to 1 that looks like chance and is the same at each run. */
export function chanceFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** The first ones far more often than the last ones. */
const zipf = (chance: () => number, length: number) =>
  Math.min(length - 1, Math.floor(length ** chance()) - 1);

function conversation(chance: () => number): object[] {
  const character = () => CHARACTERS[zipf(chance, CHARACTERS.length)]!;
  const fill = (sentence: string) =>
    sentence
      .replaceAll('{名}', () => character() + character() + character())
      .replaceAll('{地}', () => `${character()}${character()}${'路街里苑'[zipf(chance, 4)]}`)
      .replaceAll('{户}', () => String(1 + zipf(chance, 300)))
      .replaceAll('{日}', () => '六日五四三二一'[zipf(chance, 7)]!);
  const turns = 5 + Math.floor(chance() * 7);
  return Array.from({ length: turns }, (_, at) => {
    const [said, speaker] = at % 2 === 0 ? [ROBOT, 'Robot'] : [CUSTOMER, 'Contact'];
    const place = at === 0 ? 0 : zipf(chance, said.length);
    return { Speaker: speaker, Script: fill(said[place]!), Timestamp: 1_790_000_000_000 + at * 6_000 };
  });
}

const AT_ONCE = 1_000;

export type FindData = { organizationId: string; taskId: number; seconds: number };

/** Fills an empty, migrated database with `rows` rows that all hold a conversation: two thirds are one task's, the others those of 20. */
export async function makeConversations(sql: postgres.Sql, rows: number): Promise<FindData> {
  const startedAt = Date.now();
  const organizationId = 'find';
  await sql`insert into callboard.organizations (id, name) values (${organizationId}, 'Find')`;
  const [user] = await sql<{ id: string }[]>`
    insert into callboard.users (email, name, password_hash) values ('find@example.com', 'Find', '-') returning id`;
  await sql`insert into callboard.memberships (user_id, organization_id, role) values (${user!.id}, ${organizationId}, 'operator')`;
  const others = 20;
  const large = Math.round((rows * 2) / 3);
  const sizes = [large, ...Array.from({ length: others }, () => Math.round((rows - large) / others))];
  const chance = chanceFrom(7);
  let taskId = 0;
  for (const size of sizes) {
    const [task] = await sql<{ id: number }[]>`
      insert into call_tasks (task_name, organization_id, task_type) values (${`Task of ${size}`}, ${organizationId}, 2) returning id`;
    taskId ||= task!.id;
    for (let made = 0; made < size; made += AT_ONCE) {
      const said = Array.from({ length: Math.min(AT_ONCE, size - made) }, () =>
        JSON.stringify(conversation(chance)),
      );
      await sql`
        insert into leads_task_list (task_id, leads_id, call_job_id, call_status, call_conversation)
        select ${task!.id}::int, 'lead-' || n, 'job-' || ${task!.id}::int || '-' || (${made}::int + n), 'Succeeded', said::jsonb
        from unnest(${said}::text[]) with ordinality as made(said, n)`;
    }
  }
  await sql`vacuum (analyze) leads_task_list`;
  await sql`analyze call_tasks`;
  return { organizationId, taskId, seconds: (Date.now() - startedAt) / 1000 };
}
