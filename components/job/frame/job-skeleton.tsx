import { Skeleton, VisuallyHidden } from '@mantine/core';
import { useTranslations } from 'next-intl';

import classes from './job-view.module.css';

/** The shape of a job while it is read. */
export function JobSkeleton() {
  const t = useTranslations('job');
  return (
    <div className={classes.skeleton} aria-busy>
      <VisuallyHidden role="status">{t('loading')}</VisuallyHidden>
      <Skeleton height={20} width="70%" />
      <Skeleton height={48} />
      {[60, 45, 72, 38, 64].map((width, index) => (
        <Skeleton key={width} height={36} width={`${width}%`} ml={index % 2 === 1 ? 'auto' : undefined} />
      ))}
    </div>
  );
}
