import { IconArrowNarrowRight } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';

import type { FieldChange } from '@/lib/receipts/schemas';

import classes from './receipt.module.css';
import { useChangeText } from './use-change-text';

/** What changed in a row, from old to new. */
export function FieldChangeText({ change }: { change: FieldChange }) {
  const t = useTranslations('receipt');
  const { from, to, said } = useChangeText()(change);
  return (
    <span className={classes.change}>
      <span className={classes.field}>{t(`fields.${change.field}`)}</span>
      {said ? (
        <ins>{said}</ins>
      ) : (
        <>
          <del>{from}</del>
          <IconArrowNarrowRight size={14} stroke={1.6} aria-label={t('becomes')} />
          <ins>{to}</ins>
        </>
      )}
    </span>
  );
}
