'use client';

import { Checkbox } from '@mantine/core';
import Link from 'next/link';
import { useLocale, useTranslations } from 'next-intl';

import { ListTableHead } from '@/components/ui/list/list-table-head';
import listClasses from '@/components/ui/list/list-table.module.css';
import { Time } from '@/components/ui/time/time';
import { formatNumber } from '@/lib/i18n/format';
import type { JobGroupChoice } from '@/lib/tasks/import/schemas';
import { JOB_GROUP_STATES } from '@/lib/values/job-group-states';

import classes from './imports.module.css';

const COLUMNS = ['choose', 'name', 'state', 'jobs', 'created', 'standing'] as const;

/** Groups of the provider, to be chosen; one that another program has entered as a task is not. */
export function GroupTable({
  groups,
  chosen,
  onChoose,
}: {
  groups: readonly JobGroupChoice[];
  chosen: ReadonlySet<string>;
  onChoose: (chosen: ReadonlySet<string>) => void;
}) {
  const t = useTranslations('imports');
  const toggle = (id: string) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    onChoose(next);
  };
  return (
    <div className={listClasses.frame}>
      <table className={classes.table} role="table" aria-label={t('groups.caption')}>
        <ListTableHead columns={COLUMNS} classes={classes} name={(column) => t(`groups.columns.${column}`)} />
        <tbody role="rowgroup">
          {groups.map((group) => (
            <GroupRow
              key={group.id}
              group={group}
              chosen={chosen.has(group.id)}
              onToggle={() => toggle(group.id)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function GroupRow({
  group: { name, status, totalJobs, createdAt, standing, taskId },
  chosen,
  onToggle,
}: {
  group: JobGroupChoice;
  chosen: boolean;
  onToggle: () => void;
}) {
  const t = useTranslations('imports');
  const locale = useLocale();
  const known = JOB_GROUP_STATES.find((one) => one === status);
  const title = name ?? t('groups.unnamed');
  return (
    <tr role="row" className={listClasses.row}>
      <td role="cell" className={classes.choose}>
        <Checkbox
          checked={chosen}
          onChange={onToggle}
          disabled={standing === 'task'}
          title={standing === 'task' ? t('groups.taskHint') : undefined}
          aria-label={t('groups.choose', { name: title })}
        />
      </td>
      <td role="cell" className={classes.name}>
        {title}
      </td>
      <td role="cell" className={classes.status}>
        {known ? t(`groupStates.${known}`) : status}
      </td>
      <td role="cell" className={classes.jobs}>
        {totalJobs === null ? '–' : formatNumber(totalJobs, locale)}
      </td>
      <td role="cell" className={classes.created}>
        {createdAt && <Time time={createdAt} precision="minute" />}
      </td>
      <td role="cell" className={classes.standing}>
        {t(`groups.standings.${standing}`)}{' '}
        {taskId !== null && <Link href={`/tasks/${taskId}`}>{t('groups.openTask')}</Link>}
      </td>
    </tr>
  );
}
