import { useTranslations } from 'next-intl';

import { ToneBadge } from '@/components/ui/tone-badge';
import { VERDICT_TONES } from '@/components/ui/theme';
import type { Verdict } from '@/lib/receipts/schemas';

/** What a refresh said of one row, in a word; what the word means on hover. */
export function VerdictBadge({ verdict }: { verdict: Verdict }) {
  const t = useTranslations();
  return (
    <ToneBadge tone={VERDICT_TONES[verdict]} title={t(`verdictHints.${verdict}`)}>
      {t(`verdicts.${verdict}`)}
    </ToneBadge>
  );
}
