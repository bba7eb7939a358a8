import type { Locale } from '@/lib/i18n/config';
import en from '@/lib/i18n/messages/en.json';
import zh from '@/lib/i18n/messages/zh.json';

import { EXPORT_COLUMNS, type ExportColumn } from './schemas';

// The words of a file, in the language of whoever asked for it: the worker has no page to ask.

type Messages = typeof zh;
type PathOf<T> = {
  [K in keyof T & string]: T[K] extends string ? K : `${K}.${PathOf<T[K]>}`;
}[keyof T & string];
/** A page's `t` of one namespace, for messages that take nothing. */
type Translator<N extends keyof Messages> = (key: PathOf<Messages[N]>) => string;

const MESSAGES: Record<Locale, Messages> = { zh, en };

function translator<N extends keyof Messages>(locale: Locale, namespace: N): Translator<N> {
  return (key) => {
    let found: unknown = MESSAGES[locale][namespace];
    for (const part of key.split('.')) found = (found as Record<string, unknown>)[part];
    if (typeof found !== 'string') throw new Error(`no message ${namespace}.${key}`);
    return found;
  };
}

const wordOf = (words: Readonly<Record<string, string>>, value: string): string =>
  Object.hasOwn(words, value) ? (words[value] ?? value) : value;

function ownWords(t: Translator<'exports'>) {
  const reasons: Record<string, string> = {
    not_answered: t('file.reasons.not_answered'),
    not_ready: t('file.reasons.not_ready'),
    gone: t('file.reasons.gone'),
    too_large: t('file.reasons.too_large'),
    failed: t('file.reasons.failed'),
  };
  const headings = Object.fromEntries(
    EXPORT_COLUMNS.map((column) => [column, t(`columns.${column}`)]),
  ) as Record<ExportColumn, string>;
  return {
    heading: (column: ExportColumn) => headings[column],
    sheet: t('sheet'),
    noWords: t('file.noWords'),
    fileName: t('file.name'),
    whyMissing: t('file.missing'),
    listName: t('file.list'),
    reason: (value: string) => wordOf(reasons, value),
  };
}

/** Every word that a file may hold; a value that is not known stays as it came. */
export function fileWords(locale: Locale) {
  const { statuses, callResults, filter, verdicts, conversation, allJobs } = MESSAGES[locale];
  return {
    ...ownWords(translator(locale, 'exports')),
    status: (value: string) => wordOf(statuses, value),
    result: (value: string) => wordOf(callResults, value),
    interest: (value: string) => wordOf(filter.interests, value),
    follow: (value: string) => wordOf(filter.follows, value),
    verdict: (value: string) => (value === 'never' ? filter.never : wordOf(verdicts, value)),
    yesNo: (value: string) => (value === 'yes' ? filter.yes : filter.no),
    speaker: { robot: conversation.robot, customer: conversation.customer, other: conversation.other },
    allTasks: allJobs.title,
  };
}

export type FileWords = ReturnType<typeof fileWords>;
