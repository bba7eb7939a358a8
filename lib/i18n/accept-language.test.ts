import { expect, it } from 'vitest';

import { acceptedLanguages } from './accept-language';
import { toLocale } from './config';

it.each([
  // What browsers really send.
  ['zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
  ['en-US,en;q=0.9,zh-CN;q=0.8,zh;q=0.7', 'en'],
  ['en-GB', 'en'],
  // The order is by q, not by place.
  ['en;q=0.5, zh;q=0.8', 'zh'],
  ['zh;q=0.2, en;q=0.8', 'en'],
  ['en;q=0.8, zh;q=0.8', 'en'],
  // All kinds of Chinese are Chinese.
  ['zh-TW', 'zh'],
  ['zh-Hant-HK, en;q=0.5', 'zh'],
  ['zh-Hans, en;q=0.5', 'zh'],
  ['cmn-Hans-CN, en;q=0.5', 'zh'],
  ['ZH-cn, en;q=0.5', 'zh'],
  ['EN-us, zh;q=0.5', 'en'],
  // What we do not speak is passed over.
  ['ja, en;q=0.5', 'en'],
  ['fr-FR, de;q=0.9, en;q=0.1, zh;q=0.05', 'en'],
  ['ja', 'zh'],
  // Not wanted, anything, nonsense.
  ['en;q=0, zh', 'zh'],
  ['zh;q=0, en', 'en'],
  ['*', 'zh'],
  ['*, en;q=0.5', 'en'],
  ['', 'zh'],
  [null, 'zh'],
  ['english please', 'zh'],
  ['e n, en_US, -en, en-, \u0000, en;q=x', 'zh'],
  [`${'x,'.repeat(5000)}en`, 'en'],
] as const)('%s: %s', (header, locale) => {
  expect(toLocale(undefined, acceptedLanguages(header))).toBe(locale);
});

it('goes by what was chosen, whatever the browser asks for', () => {
  expect(toLocale('zh', ['en'])).toBe('zh');
  expect(toLocale('en', ['zh-CN'])).toBe('en');
  expect(toLocale('fr', ['en'])).toBe('en');
  expect(toLocale('zh-CN')).toBe('zh');
  expect(toLocale(undefined)).toBe('zh');
});
