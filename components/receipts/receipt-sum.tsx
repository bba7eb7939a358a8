import { useLocale, useTranslations } from 'next-intl';
import { Fragment, type ReactNode } from 'react';

import { toneVar, VERDICT_TONES } from '@/components/ui/theme';
import { formatNumber } from '@/lib/i18n/format';
import type { ReceiptCounts, Verdict } from '@/lib/receipts/schemas';

import classes from './receipt.module.css';
import { receiptSum } from './refresh-outcome';

/**
 * The receipt's arithmetic, to be checked by eye: `asked 20 = 3 updated + 16 unchanged + 1 not returned`. With `onOnly`
 * each count narrows the table to its rows, and widens it again.
 */
export function ReceiptSum({
  counts,
  only = null,
  onOnly,
}: {
  counts: ReceiptCounts;
  only?: Verdict | null;
  onOnly?: ((verdict: Verdict | null) => void) | undefined;
}) {
  const t = useTranslations();
  const locale = useLocale();
  const { asked, parts, addsUp } = receiptSum(counts);
  return (
    <span className={classes.sum}>
      <span className={classes.term}>
        {t('receipt.asked')} <b>{formatNumber(asked, locale)}</b>
      </span>
      {parts
        .filter(({ count }) => count > 0)
        .map(({ verdict, count }, index) => (
          <Fragment key={verdict}>
            <span className={classes.operator} aria-hidden>
              {index > 0 ? '+' : addsUp ? '=' : '≠'}
            </span>
            <Term
              verdict={verdict}
              pressed={verdict === only}
              onPress={onOnly && (() => onOnly(verdict === only ? null : verdict))}
            >
              {t(`verdicts.${verdict}`)} <b>{formatNumber(count, locale)}</b>
            </Term>
          </Fragment>
        ))}
    </span>
  );
}

function Term({
  verdict,
  pressed,
  onPress,
  children,
}: {
  verdict: Verdict;
  pressed: boolean;
  onPress: (() => void) | undefined;
  children: ReactNode;
}) {
  const t = useTranslations();
  const dot = (
    <span
      className={classes.dot}
      style={{ backgroundColor: toneVar(VERDICT_TONES[verdict], 'solid') }}
      aria-hidden
    />
  );
  const hint = t(`verdictHints.${verdict}`);
  if (!onPress) {
    return (
      <span className={classes.term} title={hint} data-verdict={verdict}>
        {dot}
        {children}
      </span>
    );
  }
  return (
    <button
      type="button"
      className={classes.term}
      title={`${hint} · ${t(pressed ? 'receipt.showAll' : 'receipt.showOnly')}`}
      aria-pressed={pressed}
      data-verdict={verdict}
      onClick={onPress}
    >
      {dot}
      {children}
    </button>
  );
}
