import { describe, expect, it } from 'vitest';

import {
  findProblems,
  flatten,
  hardCodedLines,
  placeholders,
  usageOf,
  withoutComments,
} from './message-usage';

const paths = (source: string) =>
  usageOf('a.tsx', source).map(({ path, pattern }) => (pattern ? `~${path}` : path));

describe('usageOf', () => {
  it('reads literal keys below the namespace of the nearest binding', () => {
    const source = `
      function A() { const t = useTranslations('tasks'); return t('title') + t.rich('note', { a: (x) => x }); }
      async function B() { const t = await getTranslations(); return t('errors.title', { count: 1 }); }`;
    expect(paths(source)).toEqual(['tasks.title', 'tasks.note', 'errors.title']);
  });

  it('reads both branches of a condition, and not the words that it compares with', () => {
    expect(paths(`const t = useTranslations('a'); t(kind === 'x' ? 'yes' : 'no')`)).toEqual([
      'a.yes',
      'a.no',
    ]);
  });

  it('reads templates as patterns, and an unreadable argument as the whole namespace', () => {
    expect(paths('const t = useTranslations(); t(`statuses.${status}`); ')).toEqual(['~statuses.*']);
    expect(paths(`const words = useTranslations('ago'); words(ago.unit, { count: 1 })`)).toEqual(['~ago.*']);
  });

  it('does not take the strings of an inner call for keys', () => {
    expect(paths(`const t = useTranslations('a'); t(causeOf('x', (y) => z(y)))`)).toEqual(['~a.*']);
    expect(paths(`const t = useTranslations('a'); t(LIST.find((l) => l === 'x') ?? 'other')`)).toEqual([
      'a.other',
    ]);
  });

  it('knows a translator that came as a parameter, and ignores comments and other functions', () => {
    expect(paths(`function columns(t: Translator<'jobs'>) { return t('lead'); }`)).toEqual(['jobs.lead']);
    expect(
      paths(`const t = useTranslations('a'); // t('gone')\n/* t('too') */ set('b'); list.at('c')`),
    ).toEqual([]);
  });
});

describe('findProblems', () => {
  const messages = (tree: Parameters<typeof flatten>[0]) => flatten(tree);

  it('is content when every key exists in both languages and is used', () => {
    const both = {
      zh: messages({ a: { b: '{n} 个' } }),
      en: messages({ a: { b: '{n, plural, one {# job} other {# jobs}}' } }),
    };
    expect(findProblems(both, usageOf('a.tsx', `const t = useTranslations('a'); t('b', { n: 1 })`))).toEqual(
      [],
    );
  });

  it('tells missing, unused, unknown, empty and differing messages', () => {
    const both = {
      zh: messages({ a: '甲', b: '{x}', c: ' ' }),
      en: messages({ a: 'A', b: '{y}', c: 'C', d: 'D' }),
    };
    const problems = findProblems(
      both,
      usageOf('f.ts', `const t = useTranslations();\nt('a'); t('b'); t('z');`),
    );
    expect(problems).toEqual([
      'zh: d is missing',
      'en: b takes {y}, in zh {x}',
      'zh: c is empty',
      'c is not used',
      'f.ts:2 asks for z, which does not exist',
    ]);
  });
});

it('placeholders are the arguments, not the words of a plural', () => {
  expect([...placeholders('{count, plural, one {# day} other {# days}} {who}')]).toEqual(['count', 'who']);
});

it('hard-coded Chinese is found in code, not in comments', () => {
  expect(hardCodedLines('a.tsx', "// 说明\nconst a = '刷新';\n/* 注释 */")).toEqual([
    'a.tsx:2 has words of its own',
  ]);
  expect(withoutComments("const url = 'https://a'; // b")).toContain("'https://a'");
});
