'use client';

import { useTranslations } from 'next-intl';

import type { JobsAddress } from '@/components/jobs-table/use-jobs-address';
import { StateScreen } from '@/components/ui/screens/state-screen';
import { RequestFailed } from '@/lib/browser/fetch-json';

import { FilterChips } from './filter-chips';

/** Nothing matches: what is set, each to be removed. */
export function NoMatch({ address }: { address: JobsAddress }) {
  const t = useTranslations('filter');
  return (
    <StateScreen kind="empty" title={t('noMatch.title')} text={t('noMatch.text')}>
      <FilterChips address={address} />
    </StateScreen>
  );
}

/** Whether the server did not know what a filter means, or refused it to this person. */
export function isRefusedFilter(error: unknown): boolean {
  return error instanceof RequestFailed && (error.kind === 'invalid_input' || error.kind === 'forbidden');
}

export function FilterRefused({ error, address }: { error: unknown; address: JobsAddress }) {
  const t = useTranslations('filter');
  const isForbidden = error instanceof RequestFailed && error.kind === 'forbidden';
  return (
    <StateScreen
      kind="error"
      title={t(isForbidden ? 'forbidden.title' : 'unknown.title')}
      text={t(isForbidden ? 'forbidden.text' : 'unknown.text')}
    >
      <FilterChips address={address} />
    </StateScreen>
  );
}
