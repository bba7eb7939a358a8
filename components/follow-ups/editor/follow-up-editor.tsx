'use client';

import { Button, Textarea } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { memo, useEffect, useRef, type KeyboardEvent } from 'react';

import { useJobTools } from '@/components/job-context/job-actions';
import { useWork } from '@/components/job-context/work';
import { REMARK_LIMIT } from '@/lib/follow-ups/limits';
import type { JobDetail } from '@/lib/jobs/schemas';

import { FollowUpConflict } from './follow-up-conflict';
import classes from './follow-up-editor.module.css';
import { ArrivedField, InterestField } from './follow-up-fields';
import { EarlierFollowUps } from './follow-up-list';
import { FollowUpStatus } from './follow-up-status';
import { IfFinished } from './if-finished';
import { NextDateField } from './next-date-field';
import { TemplatesMenu } from './templates-menu';
import { takeWritesOn, useWorkActions } from '../worklist/use-work-actions';
import { WorkBar } from '../worklist/work-bar';
import { showSaved } from '../autosave/show-saved';
import { useFollowUpEditor } from './use-follow-up-editor';
import { useGrowingField } from './use-growing-field';

/** The follow-up of an open job: written here, saved by itself, with the earlier ones below. */
export const FollowUpEditor = memo(function FollowUpEditor({ detail }: { detail: JobDetail }) {
  const t = useTranslations('followUps');
  if (!detail.row.leadsId) return <p className={classes.note}>{t('noLead')}</p>;
  return <Editor detail={detail} />;
});

function Editor({ detail }: { detail: JobDetail }) {
  const t = useTranslations('followUps');
  const { actions, person } = useJobTools();
  const queryClient = useQueryClient();
  const remarkRef = useRef<HTMLTextAreaElement>(null);
  const work = useWork();
  const router = useRouter();
  const editor = useFollowUpEditor({
    detail,
    whose: person,
    save: actions.saveFollowUp,
    onSaved: (state, beside) => {
      showSaved(queryClient, detail, state, beside);
      // The last lead of a worklist is saved when its list is there again, which shows it as it was.
      if (!work || new URL(location.href).searchParams.has('job')) return;
      void queryClient.invalidateQueries({ queryKey: ['task'] });
      router.refresh();
    },
  });
  const { values, change, current } = editor;
  useGrowingField(remarkRef, values.remark);
  const does = useWorkActions({ detail, editor, work, remarkRef });
  useEffect(() => {
    if (work && takeWritesOn()) remarkRef.current?.focus({ preventScroll: true });
    // oxlint-disable-next-line react/exhaustive-deps -- where this lead begins
  }, []);
  const shown = editor.isNew ? detail.followUps : detail.followUps.filter(({ id }) => id !== current?.id);

  const insert = (phrase: string) => {
    const area = remarkRef.current;
    const from = area?.selectionStart ?? values.remark.length;
    const to = area?.selectionEnd ?? from;
    const before = values.remark.slice(0, from);
    const gap = before === '' || /[\s，。；、,.;]$/.test(before) ? '' : t('templates.separator');
    change({ remark: before + gap + phrase + values.remark.slice(to) });
    const caret = from + gap.length + phrase.length;
    requestAnimationFrame(() => {
      area?.focus();
      area?.setSelectionRange(caret, caret);
    });
  };
  const saveByKey = (event: KeyboardEvent) => {
    // The first Escape leaves the field, so that the keys of the list work; the next one closes the job.
    if (work && event.key === 'Escape' && !event.nativeEvent.isComposing) {
      event.preventDefault();
      work.panelRef.current?.focus({ preventScroll: true });
    }
    if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey)) return;
    event.preventDefault();
    if (does) void does.saveAndNext();
    else editor.saveNow();
  };
  // The button that was pressed goes away with what it settles.
  const andWrite = (settle: () => void) => () => {
    settle();
    remarkRef.current?.focus();
  };

  const earlier = (from: number, to?: number) => (
    <EarlierFollowUps
      followUps={shown.slice(from, to)}
      onGoOn={editor.isNew && editor.status !== 'conflict' && current ? andWrite(editor.goOn) : null}
      currentId={current?.id ?? null}
      isLast={from === 0 && to === 1}
    />
  );

  return (
    <>
      {work && <div className={classes.lastOne}>{earlier(0, 1)}</div>}
      <form action={editor.submit} className={classes.form} aria-label={t('form')}>
        <div className={classes.head}>
          <span className={classes.which}>{editor.isNew ? t('isNew') : t('isCurrent')}</span>
          <FollowUpStatus editor={editor} onSave={andWrite(editor.saveNow)} />
        </div>
        {editor.theirs && editor.theirValues && (
          <FollowUpConflict
            theirs={editor.theirs}
            theirValues={editor.theirValues}
            mine={values}
            beside={editor.isNew || editor.theirs.followUp?.id !== current?.id}
            onMine={andWrite(editor.keepMine)}
            onTheirs={andWrite(editor.takeTheirs)}
          />
        )}
        {editor.asksIfFinished && editor.status !== 'conflict' && (
          <IfFinished
            onFinished={() => {
              editor.finish();
              // In a worklist the next key is one of the list's.
              (work?.panelRef ?? remarkRef).current?.focus({ preventScroll: true });
            }}
            onDate={(nextFollowTime) => andWrite(() => change({ nextFollowTime }))()}
          />
        )}
        {editor.besideOf && (
          <p className={classes.note} role="status">
            {t('beside', { who: editor.besideOf.by ?? t('conflict.bySomebody') })}
          </p>
        )}
        <Textarea
          ref={remarkRef}
          aria-label={t('remark')}
          placeholder={t('remarkPlaceholder')}
          value={values.remark}
          onKeyDown={saveByKey}
          onChange={(event) => change({ remark: event.currentTarget.value })}
          onCompositionStart={() => editor.setComposing(true)}
          onCompositionEnd={() => editor.setComposing(false)}
          onBlur={() => editor.setComposing(false)}
          error={editor.status === 'tooLong' && t('tooLong', { limit: REMARK_LIMIT, excess: editor.excess })}
          rows={3}
          classNames={{ input: classes.remarkInput }}
        />
        <div className={classes.fields}>
          <InterestField value={values.interest} onChange={(interest) => change({ interest })} />
          <NextDateField
            value={values.nextFollowTime}
            onChange={(nextFollowTime) => change({ nextFollowTime })}
          />
          <ArrivedField value={values.isArrive} onChange={(isArrive) => change({ isArrive })} />
        </div>
        <div className={classes.tools}>
          <TemplatesMenu remark={values.remark} onInsert={insert} />
          {!editor.isNew && editor.status !== 'conflict' && (
            <Button
              variant="subtle"
              size="xs"
              color="gray"
              leftSection={<IconPlus size={14} stroke={1.6} />}
              disabled={editor.status !== 'idle' && editor.status !== 'saved'}
              onClick={andWrite(editor.beginNew)}
            >
              {t('begin')}
            </Button>
          )}
        </div>
        {work && does && <WorkBar editor={editor} work={work} remarkRef={remarkRef} does={does} />}
      </form>
      {earlier(work ? 1 : 0)}
    </>
  );
}
