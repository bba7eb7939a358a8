import { useTranslations } from 'next-intl';

import { isCallStatus } from '@/lib/values/provider-words';

import { ToneBadge } from './tone-badge';
import { CALL_STATUS_TONES } from './theme';

/** Job.Status in words, the raw code on hover; an unknown one as it came, none as a dash. */
export function CallStatusBadge({ status }: { status: string | null }) {
  const t = useTranslations();
  if (!status) return <span>{t('common.none')}</span>;
  const known = isCallStatus(status);
  return (
    <ToneBadge
      tone={known ? CALL_STATUS_TONES[status] : 'slate'}
      title={t('common.rawCode', { code: status })}
    >
      {known ? t(`statuses.${status}`) : status}
    </ToneBadge>
  );
}
