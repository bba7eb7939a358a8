'use client';

import { Button } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';

import { ShortTime } from '@/components/ui/time/time-ago';

import classes from './selected-call-bar.module.css';
import type { SelectedCall } from './use-selected-call';

/** Says that the words and the sound are of another call than the row's, and leads back. Nothing for the row's own. */
export function SelectedCallBar({ shown, onBack }: { shown: SelectedCall; onBack: () => void }) {
  const t = useTranslations('job.calls');
  const { other, attempts, notFound } = shown;
  const time = other?.call.actualTime ?? other?.call.plannedTime ?? null;
  return (
    <div role="status">
      {(other ?? notFound) && (
        <div className={classes.bar} data-selected-call>
          <IconHistory size={15} stroke={1.6} aria-hidden />
          <span className={classes.text}>
            {other ? t('reading', { number: other.number, total: attempts.length }) : t('notFound')}
            {time && (
              <span className={classes.time}>
                <ShortTime time={time} />
              </span>
            )}
          </span>
          <Button variant="subtle" size="compact-xs" onClick={onBack}>
            {t(other ? (other.place === 'newer' ? 'backToRow' : 'back') : 'dismiss')}
          </Button>
        </div>
      )}
    </div>
  );
}
