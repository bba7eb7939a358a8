import { useTranslations } from 'next-intl';

import { RowLink } from '@/components/ui/list/row-link';
import { TimeAgo } from '@/components/ui/time/time-ago';
import type { OpenedTask } from '@/lib/jobs/owners/deeds';

import classes from './own.module.css';

/** The tasks that one has looked at last. */
export function OpenedTasks({ tasks }: { tasks: readonly OpenedTask[] }) {
  const t = useTranslations();
  if (tasks.length === 0) return null;
  return (
    <section aria-labelledby="opened-tasks" className={classes.tasks}>
      <h2 id="opened-tasks" className={classes.heading}>
        {t('mine.opened')}
      </h2>
      <ul className={classes.list}>
        {tasks.map(({ id, name, openedAt }) => (
          <li key={id} className={classes.item}>
            <span className={classes.who}>
              <RowLink href={`/tasks/${id}`} className={classes.link}>
                {name || t('tasks.unnamed')}
              </RowLink>
            </span>
            <span className={classes.minor}>
              <TimeAgo time={openedAt} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
