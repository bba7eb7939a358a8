import { useTranslations } from 'next-intl';

import { CallStatusBadge } from '@/components/ui/call-status-badge';
import { ListTableHead } from '@/components/ui/list/list-table-head';
import { RowLink } from '@/components/ui/list/row-link';
import { Time } from '@/components/ui/time/time';
import type { FollowUpListName } from '@/lib/follow-ups/limits';
import type { FollowUpListItem } from '@/lib/follow-ups/schemas';

import { DueTime } from './due-time';
import classes from './follow-up-table.module.css';

const COLUMNS = ['due', 'lead', 'interest', 'remark', 'status', 'by'] as const;
const INTERESTS = { null: 'unknown', 0: 'cannotTell', 1: 'interested', 2: 'notInterested' } as const;

/** Rows whose follow-up is in a list, the earliest due first; the whole row is the way to the job. */
export function FollowUpTable({ items, list }: { items: FollowUpListItem[]; list: FollowUpListName }) {
  const t = useTranslations('followUps.lists');
  return (
    <table className={classes.table} role="table" aria-label={t(list)}>
      <ListTableHead columns={COLUMNS} classes={classes} name={(column) => t(`columns.${column}`)} />
      <tbody role="rowgroup">
        {items.map((item) => (
          <Row key={item.rowId} item={item} overdue={list === 'overdue'} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ item, overdue }: { item: FollowUpListItem; overdue: boolean }) {
  const t = useTranslations();
  const interest = INTERESTS[String(item.interest) as keyof typeof INTERESTS];
  const none = <span className={classes.minor}>{t('common.none')}</span>;
  return (
    <tr role="row" className={classes.row}>
      <td role="cell" className={classes.due}>
        {item.nextFollowTime ? <DueTime time={item.nextFollowTime} told={overdue} /> : none}
      </td>
      <td role="cell" className={classes.lead}>
        <RowLink href={`/tasks/${item.taskId}?job=${item.rowId}`} className={classes.link}>
          {item.leadsName || t('job.unnamed')}
        </RowLink>
        <span className={classes.phone}>{item.phoneMasked}</span>
        <div className={classes.minor}>{item.taskName || t('tasks.unnamed')}</div>
      </td>
      <td role="cell" className={classes.interest}>
        {interest ? t(`job.interest.${interest}`) : String(item.interest)}
      </td>
      <td role="cell" className={classes.remark}>
        {item.remark ? <p className={classes.text}>{item.remark}</p> : none}
      </td>
      <td role="cell" className={classes.status}>
        <CallStatusBadge status={item.callStatus} />
      </td>
      <td role="cell" className={classes.by}>
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
