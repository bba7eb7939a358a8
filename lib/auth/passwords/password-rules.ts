import 'server-only';

import type { ZxcvbnFactory } from '@zxcvbn-ts/core';

import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from './password-limits';

/** Why a password is refused; `account.flaws` of the messages holds the words. */
export type PasswordFlaw = 'too_short' | 'too_long' | 'too_common' | 'about_you';

/** Whose password it is to be, as far as somebody who wants to guess it knows. */
export type PasswordOwner = { email: string; name: string; organizations: readonly string[] };

/** What every account here has in common. */
const PRODUCT_WORDS = ['callboard', 'outboundbot', 'aliyun', 'alibaba', 'waihu', '外呼', '任务看板'];

/** A shorter part of a name or an address stands in too many good passwords. A Chinese name has two signs or three. */
const MIN_WORD_LENGTH = 4;
const MIN_HAN_LENGTH = 2;

/** zxcvbn's highest score: 10^10 guesses and more. Two common words in a row have less. */
const ENOUGH = 4;

/** Undoes what people do to a word to hide it: `C@llb0ard_`, `CALL board`. */
function fold(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[1l!|]/g, 'i')
    .replace(/[4@]/g, 'a')
    .replace(/[5$]/g, 's')
    .replaceAll('0', 'o')
    .replaceAll('3', 'e')
    .replaceAll('7', 't')
    .replace(/[^\p{L}\p{N}]/gu, '');
}

/** The words of names and addresses, whole and in parts; not the address's last label, which says nothing of anybody. */
function wordsOf({ email, name, organizations }: PasswordOwner): string[] {
  const address = email.replace(/\.[^.@]*$/, '');
  return [address, email.replace(/@.*/, ''), name, ...organizations, ...PRODUCT_WORDS].flatMap((text) => [
    text,
    ...text.split(/[^\p{L}\p{N}]+/u),
  ]);
}

function isTelling(word: string): boolean {
  return word.length >= (/^\p{sc=Han}+$/u.test(word) ? MIN_HAN_LENGTH : MIN_WORD_LENGTH);
}

let estimator: Promise<ZxcvbnFactory> | undefined;

/** Some 430 KB of common passwords and keyboards, read when a password is chosen for the first time. */
async function loadEstimator(): Promise<ZxcvbnFactory> {
  const [{ ZxcvbnFactory }, { dictionary, adjacencyGraphs }] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
  ]);
  return new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });
}

/**
 * What is wrong with a new password, or null. It has 12 characters or more; it holds neither the owner's name, address or
 * organization nor the product's name, however disguised; and it is not made of common passwords, repetitions,
 * sequences, dates and rows of keys (@zxcvbn-ts, with its list of 40,000 common passwords and words).
 *
 * For new passwords only: who has an older one goes on signing in with it.
 */
export async function findPasswordFlaw(password: string, owner: PasswordOwner): Promise<PasswordFlaw | null> {
  if ([...password].length < MIN_PASSWORD_LENGTH) return 'too_short';
  if (password.length > MAX_PASSWORD_LENGTH) return 'too_long';
  const words = wordsOf(owner);
  const folded = fold(password);
  if (words.map(fold).some((word) => isTelling(word) && folded.includes(word))) return 'about_you';
  estimator ??= loadEstimator();
  const { score } = (await estimator).check(password, words.filter(Boolean));
  return score < ENOUGH ? 'too_common' : null;
}
