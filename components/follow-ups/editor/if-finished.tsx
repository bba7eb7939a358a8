'use client';

import { Button } from '@mantine/core';
import { useTranslations } from 'next-intl';

import { useNow } from '@/components/ui/time/use-now';

import classes from './follow-up-editor.module.css';
import { fromPicker, quickDates } from './shanghai-time';

/**
 * Asked once where a lead had a next date and a save has left it without one: it is in no list of due follow-ups any
 * more. A date puts it back.
 */
export function IfFinished({
  onFinished,
  onDate,
}: {
  onFinished: () => void;
  /** @param time ISO UTC */
  onDate: (time: string | null) => void;
}) {
  const t = useTranslations('followUps');
  const dates = quickDates(useNow()).filter(({ name }) => name !== 'inTwoHours');
  return (
    <section className={classes.conflict} role="alert" aria-label={t('ifFinished.label')}>
      <p className={classes.conflictTitle}>{t('ifFinished.text')}</p>
      <div className={classes.choose}>
        <Button size="xs" onClick={onFinished}>
          {t('ifFinished.finished')}
        </Button>
        {dates.map(({ name, value }) => (
          <Button key={name} size="xs" variant="default" onClick={() => onDate(fromPicker(value))}>
            {t(`quick.${name}`)}
          </Button>
        ))}
      </div>
    </section>
  );
}
