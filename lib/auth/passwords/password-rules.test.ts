import { expect, it } from 'vitest';

import demoUsers from '@/cli/demo-users.json';

import { findPasswordFlaw } from './password-rules';

const OWNER = {
  email: 'li.lei-2@mail.yunqi.example',
  name: '韩梅梅 Meimei Han',
  organizations: ['org-yunqi', '云栖外呼服务中心'],
};

it.each([
  // Shorter than 12 characters, counted as people count them.
  ['', 'too_short'],
  ['Tr0ub4dor&3', 'too_short'],
  ['😀😁😂🤣😃😄', 'too_short'],
  ['我的密码是不告诉你的', 'too_short'],
  ['x'.repeat(1025), 'too_long'],
  // Common passwords, alone, twice, with what people add to them.
  ['password1234', 'too_common'],
  ['P@ssw0rd2026', 'too_common'],
  ['qwertyuiop12', 'too_common'],
  ['1qaz2wsx3edc', 'too_common'],
  ['123456789012', 'too_common'],
  ['aaaaaaaaaaaaaaaaaaaa', 'too_common'],
  ['trustno1trustno1', 'too_common'],
  ['woaini1314520', 'too_common'],
  ['Administrator1', 'too_common'],
  ['letmein letmein', 'too_common'],
  ['football basketball', 'too_common'],
  ['Summer2026!!', 'too_common'],
  ['839201746582', 'too_common'],
  // The product, the person, the address, the organization.
  ['callboard-demo', 'about_you'],
  ['C@llb0ard grapefruit 88', 'about_you'],
  ['my-OutboundBot-secret', 'about_you'],
  ['xkq 外呼 73 plomberie', 'about_you'],
  ['li.lei-2@mail.yunqi.example', 'about_you'],
  ['L1.L31-2 gartenzwerg', 'about_you'],
  ['MEIMEI gartenzwerg', 'about_you'],
  ['grapefruit韩梅梅88x', 'about_you'],
  ['yunqi gartenzwerg 4', 'about_you'],
  ['ｃａｌｌｂｏａｒｄ gartenzwerg', 'about_you'],
  // Good ones.
  ['correct horse battery', null],
  ['vK9#tq2LmZ0x', null],
  ['青山隐隐水迢迢秋尽江南草', null],
])('%s: %s', async (password, flaw) => {
  expect(await findPasswordFlaw(password, OWNER)).toBe(flaw);
});

it.each(demoUsers.users.map((user) => [user.email, user]))(
  'lets the demo’s password pass for %s',
  async (_, user) => {
    const owner = { ...user, organizations: [...Object.keys(user.memberships), user.label] };
    expect(await findPasswordFlaw(demoUsers.password, owner)).toBeNull();
  },
);
