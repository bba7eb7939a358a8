import { useLocale, useTranslations } from 'next-intl';
import { Fragment } from 'react';

import { toneVar, VERDICT_TONES } from '@/components/ui/theme';
import { formatNumber } from '@/lib/i18n/format';
import type { ReceiptCounts } from '@/lib/receipts/schemas';

import classes from './receipt.module.css';
import { receiptSum } from './refresh-outcome';

/** The receipt's arithmetic, to be checked by eye: `asked 20 = 3 updated + 16 unchanged + 1 not returned + 0 …`. */
export function ReceiptSum({ counts }: { counts: ReceiptCounts }) {
  const t = useTranslations();
  const locale = useLocale();
  const { asked, parts, addsUp } = receiptSum(counts);
  return (
    <span className={classes.sum}>
      <span className={classes.term}>
        {t('receipt.asked')} <b>{formatNumber(asked, locale)}</b>
      </span>
      {parts.map(({ verdict, count }, index) => (
        <Fragment key={verdict}>
          <span className={classes.operator} aria-hidden>
            {index > 0 ? '+' : addsUp ? '=' : '≠'}
          </span>
          <span
            className={classes.term}
            title={t(`verdictHints.${verdict}`)}
            data-none={count === 0 || undefined}
            data-verdict={verdict}
          >
            <span
              className={classes.dot}
              style={{ backgroundColor: toneVar(VERDICT_TONES[verdict], 'solid') }}
              aria-hidden
            />
            {t(`verdicts.${verdict}`)} <b>{formatNumber(count, locale)}</b>
          </span>
        </Fragment>
      ))}
    </span>
  );
}
