import { useTranslations } from 'next-intl';

import { callResultGroup, isCallResult } from '@/lib/values/provider-words';

import { ToneBadge } from './tone-badge';
import { CALL_RESULT_TONES } from './theme';

/** Task.Status of a call in words, coloured by its group, all of them and the raw code on hover; an unknown one as it came. */
export function CallResultBadge({ result }: { result: string | null }) {
  const t = useTranslations();
  if (!result) return <span>{t('common.none')}</span>;
  const group = callResultGroup(result);
  const words = isCallResult(result) ? t(`callResults.${result}`) : result;
  return (
    <ToneBadge
      tone={group ? CALL_RESULT_TONES[group] : 'slate'}
      title={`${words} · ${t('common.rawCode', { code: result })}`}
    >
      {words}
    </ToneBadge>
  );
}
