import 'server-only';

import en from '@/lib/i18n/messages/en.json';
import zh from '@/lib/i18n/messages/zh.json';

import type { PasswordFlaw } from './password-rules';
import { MIN_PASSWORD_LENGTH } from './password-limits';

/**
 * Why a password is refused, for a command line, which does not know its reader's language. (next-intl's own translator
 * needs React's client half, which no command has.)
 */
export function flawInBothLanguages(flaw: PasswordFlaw): string {
  return [en, zh]
    .map(({ account }) => account.flaws[flaw].replace('{min}', String(MIN_PASSWORD_LENGTH)))
    .join(' / ');
}
