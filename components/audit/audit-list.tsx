import type { Route } from 'next';
import Link from 'next/link';
import { useTranslations } from 'next-intl';

import { ListTableHead } from '@/components/ui/list/list-table-head';
import listClasses from '@/components/ui/list/list-table.module.css';
import { StateScreen } from '@/components/ui/screens/state-screen';
import { Time } from '@/components/ui/time/time';
import { AUDIT_ACTIONS, type AuditAction, type AuditEntry, type AuditPage } from '@/lib/audit/schemas';

import classes from './audit.module.css';

const COLUMNS = ['time', 'by', 'kind', 'action', 'object', 'details'] as const;
const DETAILS = ['who', 'reason', 'format', 'rows', 'query', 'total', 'jobs'] as const;

/** Who did what, the newest first. @param olderHref where the older deeds are; null: there are none */
export function AuditList({
  page,
  olderHref,
  newestHref,
}: {
  page: AuditPage;
  olderHref: string | null;
  newestHref: string | null;
}) {
  const t = useTranslations('audit');
  if (page.entries.length === 0) {
    return <StateScreen kind="empty" title={t('empty.title')} text={t('empty.text')} />;
  }
  return (
    <>
      <div className={listClasses.frame}>
        <table className={classes.table} role="table" aria-label={t('title')}>
          <ListTableHead columns={COLUMNS} classes={classes} name={(column) => t(`columns.${column}`)} />
          <tbody role="rowgroup">
            {page.entries.map((entry) => (
              <AuditRow key={entry.cursor} entry={entry} />
            ))}
          </tbody>
        </table>
      </div>
      <nav className={classes.pager} aria-label={t('pager')}>
        {newestHref && <Link href={newestHref as Route}>{t('newest')}</Link>}
        {olderHref && <Link href={olderHref as Route}>{t('older')}</Link>}
      </nav>
    </>
  );
}

function AuditRow({ entry }: { entry: AuditEntry }) {
  const t = useTranslations('audit');
  const { task, rowId } = entry;
  return (
    <tr role="row" className={listClasses.row}>
      <td role="cell" className={classes.time}>
        <Time time={entry.at} />
      </td>
      <td role="cell" className={classes.by}>
        {entry.by ?? t('nobody')}
      </td>
      <td role="cell" className={classes.kind}>
        {t(`kinds.${entry.kind}`)}
      </td>
      <td role="cell" className={classes.action}>
        <ActionName action={entry.action} />
      </td>
      <td role="cell" className={classes.object}>
        {task && (
          <Link href={(rowId === null ? `/tasks/${task.id}` : `/tasks/${task.id}?job=${rowId}`) as Route}>
            {task.name ?? `${task.id}`}
            {rowId !== null && ` · ${t('row', { row: rowId })}`}
          </Link>
        )}
      </td>
      <td role="cell" className={classes.details}>
        {entry.details.map(({ name, value }) => {
          const known = DETAILS.find((one) => one === name);
          return <div key={name}>{known ? t(`details.${known}`, { value }) : value}</div>;
        })}
      </td>
    </tr>
  );
}

/** How what was asked of the provider ended. */
const OUTCOMES = ['asked', 'done', 'not_asked', 'refused', 'unknown'] as const;

const KEYS: Record<AuditAction, string> = Object.fromEntries(
  AUDIT_ACTIONS.map((action) => [action, action.replaceAll('.', '_')]),
) as Record<AuditAction, string>;

function ActionName({ action }: { action: string }) {
  const t = useTranslations('audit');
  const known = AUDIT_ACTIONS.find((one) => one === action);
  if (known) return t(`actions.${KEYS[known]}` as Parameters<typeof t>[0]);
  const [, steered, outcome] = /^jobs\.(suspend|resume|cancel)\.(\w+)$/.exec(action) ?? [];
  const ended = OUTCOMES.find((one) => one === outcome);
  const words = { outcome: ended ? t(`outcomes.${ended}`) : (outcome ?? '') };
  if (steered === 'suspend') return t('actions.jobs_suspend', words);
  if (steered === 'resume') return t('actions.jobs_resume', words);
  if (steered === 'cancel') return t('actions.jobs_cancel', words);
  return action;
}
