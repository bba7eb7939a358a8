'use client';

import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useLocale, useTranslations } from 'next-intl';

import listClasses from '@/components/ui/list/list-table.module.css';
import { formatNumber } from '@/lib/i18n/format';
import type { BadLine } from '@/lib/tasks/import/table/check-rows';
import { toCsv } from '@/lib/values/csv';

import classes from '../imports.module.css';

const SHOWN = 10;

/** Why lines are left out: the first ones here, all of them as a file with the reason in a column of its own. */
export function BadLines({
  fileName,
  headings,
  bad,
}: {
  fileName: string;
  headings: readonly string[];
  bad: readonly BadLine[];
}) {
  const t = useTranslations('imports.table');
  const locale = useLocale();
  const reasonOf = ({ problem, field }: BadLine) =>
    t(`reasons.${problem}`, { field: field === null ? '' : t(`fields.${field}`) });
  const download = () => {
    const lines = [
      [t('line'), t('reason'), ...headings],
      ...bad.map((one) => [String(one.line), reasonOf(one), ...one.cells]),
    ];
    const url = URL.createObjectURL(new Blob([toCsv(lines)], { type: 'text/csv;charset=utf-8' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = `${fileName.replace(/\.[^.]+$/, '')}-${t('badName')}.csv`;
    link.click();
    URL.revokeObjectURL(url);
  };
  return (
    <div className={classes.bad}>
      <div className={listClasses.frame}>
        <table className={classes.badTable} aria-label={t('badCaption')}>
          <thead>
            <tr>
              <th scope="col">{t('line')}</th>
              <th scope="col">{t('reason')}</th>
              <th scope="col">{t('content')}</th>
            </tr>
          </thead>
          <tbody>
            {bad.slice(0, SHOWN).map((one) => (
              <tr key={one.line}>
                <td>{formatNumber(one.line, locale)}</td>
                <td>{reasonOf(one)}</td>
                <td className={classes.content}>{one.cells.filter(Boolean).join(' · ')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconDownload size={14} stroke={1.6} />}
        onClick={download}
      >
        {t('downloadBad', { count: formatNumber(bad.length, locale) })}
      </Button>
    </div>
  );
}
