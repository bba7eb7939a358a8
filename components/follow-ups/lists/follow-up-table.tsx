'use client';

import { useTranslations } from 'next-intl';

import { OPENER_ATTRIBUTE } from '@/components/job-context/job-row-focus';
import { CallStatusBadge } from '@/components/ui/call-status-badge';
import { ListTableHead } from '@/components/ui/list/list-table-head';
import listClasses from '@/components/ui/list/list-table.module.css';
import { Time } from '@/components/ui/time/time';
import type { FollowUpListName } from '@/lib/follow-ups/limits';
import type { FollowUpListItem } from '@/lib/follow-ups/schemas';
import type { DbId } from '@/lib/values/db-id';

import { DueTime } from './due-time';
import classes from './follow-up-table.module.css';

const COLUMNS = ['due', 'lead', 'interest', 'remark', 'status', 'by'] as const;
const INTERESTS = { null: 'unknown', 0: 'cannotTell', 1: 'interested', 2: 'notInterested' } as const;

/** Opens a job from its row, and where its link leads. */
type Opening = {
  openRowId: DbId | null;
  hrefOf: (rowId: DbId) => string;
  onOpen: (rowId: DbId) => void;
};

/** Rows whose follow-up is in a list, the earliest due first; the whole row is the way to the job. */
export function FollowUpTable({
  items,
  list,
  ...opening
}: { items: FollowUpListItem[]; list: FollowUpListName } & Opening) {
  const t = useTranslations('followUps.lists');
  return (
    <div className={listClasses.frame}>
      <table className={classes.table} role="table" aria-label={t(list)}>
        <ListTableHead columns={COLUMNS} classes={classes} name={(column) => t(`columns.${column}`)} />
        <tbody role="rowgroup">
          {items.map((item) => (
            <Row key={item.rowId} item={item} overdue={list === 'overdue'} {...opening} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({
  item,
  overdue,
  openRowId,
  hrefOf,
  onOpen,
}: { item: FollowUpListItem; overdue: boolean } & Opening) {
  const t = useTranslations();
  const interest = INTERESTS[String(item.interest) as keyof typeof INTERESTS];
  const none = <span className={classes.minor}>{t('common.none')}</span>;
  return (
    <tr
      role="row"
      className={classes.row}
      data-row-id={item.rowId}
      aria-current={item.rowId === openRowId || undefined}
    >
      <td role="cell" className={classes.due} data-label={t('followUps.lists.columns.due')}>
        {item.nextFollowTime ? <DueTime time={item.nextFollowTime} told={overdue} /> : none}
      </td>
      <td role="cell" className={classes.lead}>
        <a
          href={hrefOf(item.rowId)}
          className={classes.link}
          {...{ [OPENER_ATTRIBUTE]: item.rowId }}
          onClick={(event) => {
            if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
            event.preventDefault();
            onOpen(item.rowId);
          }}
        >
          {item.leadsName || t('job.unnamed')}
        </a>
        <span className={classes.phone}>{item.phoneMasked}</span>
        <div className={classes.minor}>{item.taskName || t('tasks.unnamed')}</div>
      </td>
      <td role="cell" className={classes.interest} data-label={t('followUps.lists.columns.interest')}>
        {interest ? t(`job.interest.${interest}`) : String(item.interest)}
      </td>
      <td role="cell" className={classes.remark} data-label={t('followUps.lists.columns.remark')}>
        {item.remark ? <p className={classes.text}>{item.remark}</p> : none}
      </td>
      <td role="cell" className={classes.status}>
        <CallStatusBadge status={item.callStatus} />
      </td>
      <td role="cell" className={classes.by} data-label={t('followUps.lists.columns.by')}>
        {item.by ?? none}
        {item.followTime && (
          <div className={classes.minor}>
            <Time time={item.followTime} precision="minute" />
          </div>
        )}
      </td>
    </tr>
  );
}
