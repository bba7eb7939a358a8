'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';

import { fetchJson } from '@/lib/browser/fetch-json';
import { colleaguesQuery } from '@/lib/jobs/owners/owner-queries';
import type { FilterKey } from '@/lib/jobs/selection-values';
import type { SelectionTexts } from '@/lib/jobs/list/search-params';
import { MATCH_CHOICES, PART_CHOICES, SPEAKER_CHOICES } from '@/lib/jobs/words/terms';
import { VERDICTS } from '@/lib/receipts/schemas';
import { CALL_RESULT_GROUPS, isCallResult, isCallStatus } from '@/lib/values/provider-words';

const INTERESTS = ['interested', 'not_interested', 'unsure', 'unknown'] as const;
const FOLLOWS = ['none', 'due', 'overdue', 'done'] as const;
const PRESETS = ['today', 'yesterday', '7d', '30d'] as const;

const WEEKDAYS = ['1', '2', '3', '4', '5', '6', '7'] as const;

const find = <T extends string>(list: readonly T[], value: string): T | undefined =>
  list.find((known) => known === value);

export type FilterTexts = {
  nameOf: (key: FilterKey) => string;
  /** One value as people say it; one that is not known as it stands. */
  valueOf: (key: FilterKey, value: string) => string;
  /** All values of a key, as a chip shows them; of words with how they are looked for. */
  summaryOf: (key: FilterKey, text: string, texts: SelectionTexts) => string;
};

/** The words of filters and of what can be chosen in them. */
/** @param owner a person of the filter, whose name is then looked up */
export function useFilterTexts(owner: string | null = null): FilterTexts {
  const t = useTranslations();
  const isNamed = owner !== null && owner !== 'me' && owner !== 'none';
  const { data } = useQuery({ ...colleaguesQuery(fetchJson), enabled: isNamed });
  const colleagues = data?.colleagues;
  const rest = (value: string) =>
    value === 'none' ? t('filter.none') : value === 'other' ? t('filter.other') : value;

  const hour = (value: string) => {
    const [day = '', from = ''] = value.split('-');
    const known = find(WEEKDAYS, day);
    return known ? t('filter.hour', { day: t(`filter.weekdays.${known}`), from }) : value;
  };
  const result = (value: string) => {
    const group = find(CALL_RESULT_GROUPS, value);
    if (group) return t(`filter.groups.${group}`);
    return isCallResult(value) ? t(`callResults.${value}`) : rest(value);
  };
  const time = (value: string) => {
    const preset = find(PRESETS, value);
    if (preset) return t(`filter.times.${preset}`);
    const [from, to] = value.split('..');
    if (to === undefined) return value;
    return from && to ? `${from} – ${to}` : from ? t('filter.from', { from }) : t('filter.to', { to });
  };
  const numbers = (value: string, unit: (text: string) => string) => {
    const [from, to] = value.split('..');
    if (to === undefined) return unit(value);
    return from && to ? unit(`${from}–${to}`) : from ? `≥ ${unit(from)}` : `≤ ${unit(to)}`;
  };

  const valueOf: FilterTexts['valueOf'] = (key, value) => {
    switch (key) {
      case 'status':
        return isCallStatus(value) ? t(`statuses.${value}`) : rest(value);
      case 'result':
        return result(value);
      case 'interest': {
        const known = find(INTERESTS, value);
        return known ? t(`filter.interests.${known}`) : value;
      }
      case 'follow': {
        const known = find(FOLLOWS, value);
        return known ? t(`filter.follows.${known}`) : value;
      }
      case 'verdict': {
        const known = find(VERDICTS, value);
        return known ? t(`verdicts.${known}`) : value === 'never' ? t('filter.never') : value;
      }
      case 'recording':
        return value === 'yes' ? t('filter.yes') : value === 'no' ? t('filter.no') : value;
      case 'owner':
        if (value === 'me' || value === 'none') return t(value === 'me' ? 'filter.me' : 'owners.nobody');
        return colleagues?.find(({ id }) => id === value)?.name ?? value.slice(0, 8);
      case 'due':
      case 'planned':
      case 'called':
      case 'changed':
      case 'checked':
        return time(value);
      case 'duration':
        return numbers(value, (text) => t('filter.seconds', { text }));
      case 'attempts':
        return numbers(value, (text) => t('filter.calls', { text }));
      case 'hour':
        return hour(value);
      case 'receipt':
        return value.slice(0, 8);
      default:
        return rest(value);
    }
  };
  return {
    nameOf: (key) => t(`filter.names.${key}`),
    valueOf,
    summaryOf: (key, text, { by, part, match }) => {
      if (key !== 'words') {
        return (key === 'q' ? [text] : text.split(','))
          .map((value) => valueOf(key, value))
          .join(t('filter.and'));
      }
      const [speaker, third, kind] = [
        find(SPEAKER_CHOICES, by ?? ''),
        find(PART_CHOICES, part ?? ''),
        find(MATCH_CHOICES, match ?? ''),
      ];
      const ways = [
        speaker && t(`filter.words.by.${speaker}`),
        third && t(`filter.words.part.${third}`),
        kind && kind !== 'all' && t(`filter.words.match.${kind}`),
      ];
      return [text, ...ways].filter(Boolean).join(' · ');
    },
  };
}
