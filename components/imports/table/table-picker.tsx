'use client';

import { Button, FileButton, Group, Progress, Select, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useLocale, useTranslations } from 'next-intl';
import { useState } from 'react';

import { useFailureText } from '@/components/ui/use-failure-text';
import { formatNumber } from '@/lib/i18n/format';
import { importKeys } from '@/lib/tasks/import/queries';
import { checkRows } from '@/lib/tasks/import/table/check-rows';
import { guessMapping, type Mapping, TABLE_FIELDS } from '@/lib/tasks/import/table/columns';
import { MOST_BYTES, MOST_ROWS } from '@/lib/tasks/import/table/limits';

import classes from '../imports.module.css';
import { OwnersSelect } from '../owners-select';
import { BadLines } from './bad-lines';
import { type ReadTable, readTable, TableError } from './read-table';
import { sendTable } from './send-table';

type Chosen = { file: { name: string }; table: ReadTable; mapping: Mapping; name: string };

const SAMPLES = 20;
const problemOf = (error: unknown) => (error instanceof TableError ? error.problem : 'damaged');

/**
 * A file with leads: read and checked here, column by column, and only what is right is sent. Job ids are the provider's:
 * without leave to ask it their column is not offered.
 */
export function TablePicker({ mayAskProvider }: { mayAskProvider: boolean }) {
  const t = useTranslations('imports.table');
  const locale = useLocale();
  const failureText = useFailureText();
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [sent, setSent] = useState(0);
  const [owners, setOwners] = useState<string[]>([]);
  const client = useQueryClient();
  const number = (value: number) => formatNumber(value, locale);

  const read = useMutation({
    mutationFn: async (file: File) => {
      const table = await readTable(file);
      const mapping = guessMapping(
        table.headings,
        table.lines.slice(0, SAMPLES).map(({ cells }) => cells),
      );
      return { file, table, mapping, name: file.name.replace(/\.[^.]+$/, '').slice(0, 200) };
    },
    retry: false,
    networkMode: 'always',
    onMutate: () => {
      setChosen(null);
      send.reset();
    },
    onSuccess: setChosen,
  });
  const fields = TABLE_FIELDS.filter((field) => field !== 'jobId' || mayAskProvider);
  const checked =
    chosen &&
    checkRows(chosen.table.lines, mayAskProvider ? chosen.mapping : { ...chosen.mapping, jobId: null });
  const send = useMutation({
    mutationFn: ({ again }: { again: boolean }) => {
      if (!chosen || !checked) throw new Error('nothing is chosen');
      setSent(0);
      return sendTable({
        name: chosen.name.trim(),
        fileName: chosen.file.name,
        fileHash: chosen.table.hash,
        rows: checked.rows,
        owners,
        again,
        onSent: setSent,
      });
    },
    retry: false,
    networkMode: 'always',
    onSuccess: ({ begun }) => {
      if (begun) setChosen(null);
      return client.invalidateQueries({ queryKey: importKeys.list });
    },
  });
  const isKnown = send.data?.begun === false;

  return (
    <section aria-label={t('title')}>
      <p className={classes.lead}>
        {t('lead', { megabytes: MOST_BYTES / 1024 / 1024, rows: number(MOST_ROWS) })}
      </p>
      <Group gap="sm">
        <FileButton
          onChange={(file) => file && read.mutate(file)}
          accept=".csv,.tsv,.txt,.xlsx"
          inputProps={{ 'aria-label': t('choose') }}
        >
          {(props) => (
            <Button {...props} variant={chosen ? 'default' : 'filled'} loading={read.isPending}>
              {t(chosen ? 'chooseOther' : 'choose')}
            </Button>
          )}
        </FileButton>
        <span role="status" className={classes.minor}>
          {chosen &&
            t('file', {
              name: chosen.file.name,
              encoding: chosen.table.encoding,
              count: chosen.table.lines.length,
              rows: number(chosen.table.lines.length),
            })}
          {send.data?.begun && t('began', { count: send.data.rows, rows: number(send.data.rows) })}
        </span>
      </Group>
      {read.error && (
        <p role="alert" className={classes.problem}>
          {t(`problems.${problemOf(read.error)}`, {
            megabytes: MOST_BYTES / 1024 / 1024,
            rows: number(MOST_ROWS),
          })}
        </p>
      )}
      {chosen && checked && (
        <div className={classes.chosen}>
          <fieldset className={classes.mapping}>
            <legend>{t('mapping')}</legend>
            {fields.map((field) => (
              <Select
                key={field}
                size="xs"
                label={t(`fields.${field}`)}
                value={String(chosen.mapping[field] ?? '')}
                onChange={(value) =>
                  setChosen({
                    ...chosen,
                    mapping: { ...chosen.mapping, [field]: value ? Number(value) : null },
                  })
                }
                data={[
                  { value: '', label: t('noColumn') },
                  ...chosen.table.headings.map((heading, place) => ({
                    value: String(place),
                    label: heading || t('column', { number: place + 1 }),
                  })),
                ]}
                allowDeselect={false}
              />
            ))}
          </fieldset>
          {!mayAskProvider && <p className={classes.minor}>{t('jobsClosed')}</p>}
          <p role="status" className={classes.sum}>
            {t('sum', {
              goodCount: checked.rows.length,
              good: number(checked.rows.length),
              badCount: checked.bad.length,
              bad: number(checked.bad.length),
            })}
          </p>
          {checked.bad.length > 0 && (
            <BadLines fileName={chosen.file.name} headings={chosen.table.headings} bad={checked.bad} />
          )}
          <Group align="flex-end" gap="sm">
            <TextInput
              label={t('name')}
              value={chosen.name}
              maxLength={200}
              onChange={(event) => setChosen({ ...chosen, name: event.currentTarget.value })}
              className={classes.taskName}
            />
            <OwnersSelect value={owners} onChange={setOwners} />
            <Button
              loading={send.isPending}
              disabled={checked.rows.length === 0 || chosen.name.trim() === ''}
              onClick={() => send.mutate({ again: isKnown })}
            >
              {t(isKnown ? 'importAgain' : 'import', {
                count: checked.rows.length,
                rows: number(checked.rows.length),
              })}
            </Button>
          </Group>
          {send.isPending && (
            <Progress value={(sent / checked.rows.length) * 100} size={4} aria-label={t('sending')} />
          )}
          {isKnown && (
            <p role="alert" className={classes.waiting}>
              {t('known')}
            </p>
          )}
          {send.error && (
            <p role="alert" className={classes.problem}>
              {failureText(send.error)}
            </p>
          )}
        </div>
      )}
    </section>
  );
}
