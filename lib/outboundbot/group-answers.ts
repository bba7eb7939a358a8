import { isoTime } from '@/lib/values/times';

import { badAnswer, type FailureContext } from './errors';
import type { GroupJob, ListedJobGroup, PageOf, ProviderError } from './types';

type Fields = Record<string, unknown>;

/** Longer than anything that is shown or kept of a name. */
const MOST_CHARACTERS = 1_000;

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A text that says something, or a number as text. */
function text(value: unknown): string | null {
  const found = typeof value === 'number' ? String(value) : value;
  return typeof found === 'string' && found.trim() !== '' ? found.trim().slice(0, MOST_CHARACTERS) : null;
}

/** Digits in a string are a number; what is negative or no whole number is not told. */
function count(value: unknown): number | null {
  if (value === null || value === undefined || value === '') return null;
  const number = Number(value);
  return Number.isSafeInteger(number) && number >= 0 ? number : null;
}

/**
 * `{ List, TotalCount }` of ListJobGroups and ListJobsByGroup. An absent or null list is an empty one; elements without an
 * id are dropped.
 */
function readPage<T>(
  container: unknown,
  name: string,
  read: (item: Fields) => T | null,
  context: FailureContext,
): PageOf<T> | ProviderError {
  if (container === null || container === undefined) return { items: [], totalCount: null };
  if (!isObject(container)) return badAnswer('BadAnswer', `${name} is not an object`, context);
  const list = container['List'] ?? [];
  if (!Array.isArray(list)) return badAnswer('BadAnswer', `${name}.List is not a list`, context);
  const items = list.flatMap((item: unknown) => (isObject(item) ? (read(item) ?? []) : []));
  return { items, totalCount: count(container['TotalCount']) };
}

/** `JobGroups` of ListJobGroups. */
export function readJobGroups(body: Fields, context: FailureContext): PageOf<ListedJobGroup> | ProviderError {
  return readPage(
    body['JobGroups'],
    'JobGroups',
    (item) => toListed(item, text(item['JobGroupId'])),
    context,
  );
}

/** `JobGroup` of DescribeJobGroup, as a list shows it. An answer about another group than the one asked for is none. */
export function readListedJobGroup(
  body: Fields,
  jobGroupId: string,
  context: FailureContext,
): ListedJobGroup | ProviderError {
  const group = body['JobGroup'];
  if (!isObject(group)) return badAnswer('BadAnswer', 'JobGroup is not an object', context);
  const told = text(group['JobGroupId']) ?? jobGroupId;
  const listed = told === jobGroupId ? toListed(group, jobGroupId) : null;
  return listed ?? badAnswer('BadAnswer', 'JobGroup is not the one asked for', context);
}

function toListed(group: Fields, id: string | null): ListedJobGroup | null {
  if (id === null) return null;
  const progress = isObject(group['Progress']) ? group['Progress'] : {};
  return {
    id,
    name: text(group['JobGroupName']),
    status: text(group['Status'] ?? progress['Status'])?.slice(0, 64) ?? null,
    totalJobs: count(progress['TotalJobs']),
    scriptId: text(group['ScriptId']),
    createdAt: isoTime(group['CreationTime']),
  };
}

/** `Jobs` of ListJobsByGroup. */
export function readGroupJobs(body: Fields, context: FailureContext): PageOf<GroupJob> | ProviderError {
  return readPage(body['Jobs'], 'Jobs', toGroupJob, context);
}

function toGroupJob(job: Fields): GroupJob | null {
  const jobId = text(job['JobId']);
  if (jobId === null) return null;
  const contacts: unknown[] = Array.isArray(job['Contacts']) ? job['Contacts'] : [];
  const contact = contacts.find(isObject);
  return {
    jobId,
    referenceId: text(job['ReferenceId']),
    status: text(job['Status'])?.slice(0, 64) ?? null,
    contact: contact
      ? {
          id: text(contact['ContactId']),
          name: text(contact['ContactName']) ?? text(contact['Honorific']),
          phone: text(contact['PhoneNumber']),
          referenceId: text(contact['ReferenceId']),
        }
      : null,
  };
}
