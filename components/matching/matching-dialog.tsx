'use client';

import { Button, Checkbox, Group, Modal } from '@mantine/core';
import { useLocale, useTranslations } from 'next-intl';
import { useState } from 'react';

import { formatNumber } from '@/lib/i18n/format';
import { type Confidence, CONFIDENCES, type Matching } from '@/lib/tasks/match/schemas';
import type { DbId } from '@/lib/values/db-id';

import { MatchTable } from './match-table';
import classes from './matching.module.css';
import { useMatching } from './use-matching';
import { useMatchingWords } from './use-matching-words';

/** Which job was found for which row, why, and how sure that is: written in one go by a supervisor, and taken back. */
export function MatchingDialog({
  taskId,
  mayApply,
  onClose,
}: {
  taskId: DbId;
  mayApply: boolean;
  onClose: () => void;
}) {
  const t = useTranslations('matching.dialog');
  const [page, setPage] = useState(1);
  const { data, matching, step, problem } = useMatching(taskId, page);
  const words = useMatchingWords();
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('title')}
      size="60rem"
      centered
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      {data && matching && (
        <div className={classes.dialog}>
          <p role="status" className={classes.sentence}>
            {words(matching).sentence}
          </p>
          <MatchTable
            matches={data.matches}
            page={data.page}
            totalPages={data.totalPages}
            isProposal={matching.state === 'ready'}
            onPage={setPage}
          />
          {problem && (
            <p role="alert" className={classes.problem}>
              {problem}
            </p>
          )}
          {matching.state === 'ready' && matching.counts.match > 0 && (
            <Apply
              matching={matching}
              mayApply={mayApply}
              isPending={step.isPending}
              apply={(confidences) => step.mutate({ action: 'apply', matching_id: matching.id, confidences })}
            />
          )}
          {matching.state === 'applied' && matching.appliedRows > 0 && mayApply && (
            <div className={classes.foot}>
              <p className={classes.minor}>{t('undoText')}</p>
              <Button
                variant="default"
                loading={step.isPending}
                onClick={() => step.mutate({ action: 'undo', matching_id: matching.id })}
              >
                {t('undo')}
              </Button>
            </div>
          )}
        </div>
      )}
    </Modal>
  );
}

/** What is only likely by a sign that may mislead is left to whoever looks at it. */
const USUAL: readonly Confidence[] = ['certain', 'likely'];

function Apply({
  matching,
  mayApply,
  isPending,
  apply,
}: {
  matching: Matching;
  mayApply: boolean;
  isPending: boolean;
  apply: (confidences: readonly Confidence[]) => void;
}) {
  const t = useTranslations('matching.dialog');
  const locale = useLocale();
  const [wanted, setWanted] = useState(USUAL);
  if (!mayApply) return <p className={classes.minor}>{t('supervisorOnly')}</p>;
  const number = (value: number) => formatNumber(value, locale);
  const chosen = wanted.reduce((sum, one) => sum + matching.counts[one], 0);
  return (
    <div className={classes.foot}>
      <div>
        <Checkbox.Group
          value={[...wanted]}
          onChange={(values) => setWanted(CONFIDENCES.filter((one) => values.includes(one)))}
          label={t('which')}
        >
          <Group gap="md" mt={4}>
            {CONFIDENCES.map((one) => (
              <Checkbox
                key={one}
                value={one}
                size="xs"
                disabled={matching.counts[one] === 0}
                label={t(`sure.${one}`, { number: number(matching.counts[one]) })}
              />
            ))}
          </Group>
        </Checkbox.Group>
        <p className={classes.minor}>{t('text')}</p>
      </div>
      <Button disabled={chosen === 0} loading={isPending} onClick={() => apply(wanted)}>
        {chosen === 0 ? t('applyNone') : t('apply', { number: number(chosen) })}
      </Button>
    </div>
  );
}
