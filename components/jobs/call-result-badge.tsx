import { useTranslations } from 'next-intl';

import { ToneBadge } from '@/components/layout/tone-badge';
import { CALL_RESULT_TONES } from '@/components/theme';
import { callResultGroup, isCallResult } from '@/lib/jobs/status';

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
