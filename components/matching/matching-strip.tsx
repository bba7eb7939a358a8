'use client';

import { Button, Group, Progress } from '@mantine/core';
import { useLocale, useTranslations } from 'next-intl';
import { useState } from 'react';

import { ShortTime } from '@/components/ui/time/time-ago';
import { onDemand } from '@/lib/browser/on-demand';
import { formatNumber } from '@/lib/i18n/format';
import { isUnderWay, type Matching } from '@/lib/tasks/match/schemas';
import type { DbId } from '@/lib/values/db-id';

import classes from './matching.module.css';
import { useMatching } from './use-matching';
import { useMatchingWords } from './use-matching-words';

const [MatchingDialog, loadDialog] = onDemand(() =>
  import('./matching-dialog').then((module) => module.MatchingDialog),
);

/**
 * Rows without a job id, looked for at the provider: how far that is, what it found, and the way to write it.
 *
 * @param rows how many there are
 */
export function MatchingStrip({ taskId, rows, mayApply }: { taskId: DbId; rows: number; mayApply: boolean }) {
  const t = useTranslations('matching');
  const { data, matching, step, problem } = useMatching(taskId);
  const [opened, setOpened] = useState(false);
  const failure = problem && (
    <p role="alert" className={classes.problem}>
      {problem}
    </p>
  );
  // Unread is not told as nothing to look for.
  if (!data) return failure && <div className={classes.strip}>{failure}</div>;
  if (matching === null && rows === 0) return null;

  const underWay = matching !== null && isUnderWay(matching.state);
  const hasFindings =
    matching !== null && ['ready', 'applied', 'undone'].includes(matching.state) && hasAny(matching);
  return (
    <section className={classes.strip} aria-label={t('title')} data-state={matching?.state}>
      <div className={classes.head}>
        <div role="status">
          {matching ? <Told matching={matching} /> : <p className={classes.intro}>{t('lead')}</p>}
        </div>
        <Group gap="xs" className={classes.controls}>
          {hasFindings && (
            <Button
              size="xs"
              variant={matching.state === 'ready' ? 'filled' : 'default'}
              aria-haspopup="dialog"
              onPointerEnter={() => void loadDialog()}
              onClick={() => setOpened(true)}
            >
              {t('review')}
            </Button>
          )}
          {underWay ? (
            <Button
              size="xs"
              variant="default"
              loading={step.isPending}
              onClick={() => step.mutate({ action: 'discard', matching_id: matching.id })}
            >
              {t('stop')}
            </Button>
          ) : (
            rows > 0 &&
            (mayApply || matching?.state !== 'ready') && (
              <Button
                size="xs"
                variant={matching === null ? 'filled' : 'default'}
                loading={step.isPending}
                onClick={() => step.mutate({ action: 'start' })}
              >
                {t(matching === null ? 'start' : 'again')}
              </Button>
            )
          )}
        </Group>
      </div>
      {failure}
      {underWay && (
        <Progress
          value={matching.total ? Math.min(100, (matching.readJobs / matching.total) * 100) : 0}
          size={4}
          color={matching.waiting ? 'yellow' : undefined}
          aria-label={t('progress')}
        />
      )}
      {opened && <MatchingDialog taskId={taskId} mayApply={mayApply} onClose={() => setOpened(false)} />}
    </section>
  );
}

const hasAny = ({ counts }: Matching) => counts.match + counts.ambiguous + counts.taken > 0;

/** How a search stands, in one sentence, and what goes beside it. */
function Told({ matching }: { matching: Matching }) {
  const t = useTranslations('matching.notes');
  const locale = useLocale();
  const { sentence, waiting } = useMatchingWords()(matching);
  const { state, counts, rows, moreRows, appliedRows, undoneRows, by, appliedBy } = matching;
  const isSettled = state === 'applied' || state === 'undone';
  const notes = {
    ambiguous: counts.ambiguous,
    taken: counts.taken,
    none: counts.none,
    skipped: isSettled ? counts.match - appliedRows : 0,
    left: state === 'undone' ? appliedRows - undoneRows : 0,
  };
  const shown = isSettled || state === 'ready' ? (Object.keys(notes) as (keyof typeof notes)[]) : [];
  return (
    <>
      <p className={classes.sentence}>{sentence}</p>
      <div className={classes.facts}>
        {waiting && <b className={classes.waiting}>{waiting}</b>}
        {shown.map(
          (name) =>
            notes[name] > 0 && (
              <span key={name}>{t(name, { number: formatNumber(notes[name], locale) })}</span>
            ),
        )}
        {moreRows && shown.length > 0 && <span>{t('more', { number: formatNumber(rows, locale) })}</span>}
        <span>
          {isSettled ? appliedBy : by} <ShortTime time={matching.finishedAt ?? matching.createdAt} />
        </span>
      </div>
    </>
  );
}
