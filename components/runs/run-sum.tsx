import { useLocale, useTranslations } from 'next-intl';
import { Fragment } from 'react';

import classes from '@/components/receipts/receipt.module.css';
import { toneVar, VERDICT_TONES } from '@/components/ui/theme';
import { formatNumber } from '@/lib/i18n/format';
import type { Run } from '@/lib/runs/schemas';

const ORDER = ['updated', 'unchanged', 'not_returned', 'superseded', 'invalid', 'failed'] as const;

/** A run's arithmetic, to be checked by eye: `asked 1,204 = 34 updated + 1,168 unchanged + … + 2 not answered`. */
export function RunSum({ run: { processed, counts } }: { run: Pick<Run, 'processed' | 'counts'> }) {
  const t = useTranslations();
  const locale = useLocale();
  return (
    <span className={classes.sum}>
      <span className={classes.term}>
        {t('receipt.asked')} <b>{formatNumber(processed, locale)}</b>
      </span>
      {ORDER.map((part, index) => {
        const tone = part === 'failed' ? 'red' : VERDICT_TONES[part];
        return (
          <Fragment key={part}>
            <span className={classes.operator} aria-hidden>
              {index > 0 ? '+' : '='}
            </span>
            <span
              className={classes.term}
              title={part === 'failed' ? t('runs.failedHint') : t(`verdictHints.${part}`)}
              data-none={counts[part] === 0 || undefined}
              data-verdict={part}
            >
              <span className={classes.dot} style={{ backgroundColor: toneVar(tone, 'solid') }} aria-hidden />
              {part === 'failed' ? t('runs.failedRows') : t(`verdicts.${part}`)}{' '}
              <b>{formatNumber(counts[part], locale)}</b>
            </span>
          </Fragment>
        );
      })}
    </span>
  );
}
