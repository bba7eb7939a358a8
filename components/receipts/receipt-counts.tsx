import { useLocale, useTranslations } from 'next-intl';

import { ToneBadge } from '@/components/ui/tone-badge';
import { VERDICT_TONES } from '@/components/ui/theme';
import { formatNumber } from '@/lib/i18n/format';
import type { ReceiptCounts as Counts } from '@/lib/receipts/schemas';
import type { Verdict } from '@/lib/receipts/schemas';

import classes from './receipt-history.module.css';

const ORDER: readonly Verdict[] = ['updated', 'unchanged', 'not_returned', 'superseded', 'invalid'];

/** A receipt in one line: how many rows got each verdict; verdicts without a row are left out. */
export function ReceiptCounts({ counts }: { counts: Counts }) {
  const t = useTranslations();
  const locale = useLocale();
  return (
    <span className={classes.counts}>
      {ORDER.filter((verdict) => counts[verdict] > 0).map((verdict) => (
        <ToneBadge key={verdict} tone={VERDICT_TONES[verdict]} title={t(`verdictHints.${verdict}`)}>
          {t(`verdicts.${verdict}`)} {formatNumber(counts[verdict], locale)}
        </ToneBadge>
      ))}
    </span>
  );
}
