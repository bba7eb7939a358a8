'use client';

import { Button, Group } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { type RefObject, useRef } from 'react';

import { jobHref } from '@/components/job-context/job-href';
import { RowLink } from '@/components/ui/list/row-link';
import { StateScreen } from '@/components/ui/screens/state-screen';
import { ShortTime, TimeAgo } from '@/components/ui/time/time-ago';
import { useFailureText } from '@/components/ui/use-failure-text';
import { useRestoreFocus } from '@/components/ui/use-restore-focus';
import { callAction } from '@/lib/browser/call-action';
import { fetchJson } from '@/lib/browser/fetch-json';
import type { ActionResult } from '@/lib/http/org-action';
import { NUMBER_REQUESTS_KEY, numberRequestsQuery } from '@/lib/jobs/numbers/number-queries';
import { ALLOWED_HOURS, type NumberAnswer, type NumberRequest } from '@/lib/jobs/numbers/number-requests';

import classes from './number-requests.module.css';

export type AnswerNumberRequest = (input: {
  id: string;
  allow: boolean;
}) => Promise<ActionResult<NumberAnswer>>;

/** Who asks to see which number: allowed or refused with one click, and what was answered last. */
export function NumberRequestsList({ answer }: { answer: AnswerNumberRequest }) {
  const t = useTranslations('numbers');
  const { data } = useQuery(numberRequestsQuery(fetchJson));
  const list = useRef<HTMLDivElement>(null);
  if (!data) return null;
  const { open, answered, openCount } = data;
  return (
    <div ref={list} tabIndex={-1}>
      {open.length === 0 ? (
        <StateScreen kind="empty" title={t('empty.title')} text={t('empty.text')} />
      ) : (
        <ul className={classes.list} aria-label={t('open')}>
          {open.map((request) => (
            <OpenRequest key={request.id} request={request} answer={answer} list={list} />
          ))}
        </ul>
      )}
      {openCount > open.length && <p className={classes.minor}>{t('more', { count: openCount })}</p>}
      {answered.length > 0 && (
        <section aria-labelledby="answered-requests" className={classes.answered}>
          <h2 id="answered-requests" className={classes.heading}>
            {t('answered')}
          </h2>
          <ul className={classes.list}>
            {answered.map((request) => (
              <li key={request.id} className={classes.item}>
                <Asked request={request} />
                <span className={classes.outcome}>
                  <Outcome request={request} />
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

function OpenRequest({
  request,
  answer,
  list,
}: {
  request: NumberRequest;
  answer: AnswerNumberRequest;
  /** What has the focus when the request is gone. */
  list: RefObject<HTMLElement | null>;
}) {
  const t = useTranslations('numbers');
  const failureText = useFailureText();
  const outcomeText = useOutcomeText();
  const client = useQueryClient();
  const { id, who } = request;
  const answering = useMutation({
    mutationFn: (allow: boolean) => callAction(() => answer({ id, allow })),
    retry: false,
    networkMode: 'always',
    onSuccess: ({ outcome, request: now }) => {
      if (outcome === 'already')
        notifications.show({ color: 'orange', message: t('already', { outcome: outcomeText(now) }) });
    },
    onSettled: () => client.invalidateQueries({ queryKey: NUMBER_REQUESTS_KEY }),
  });
  const { isPending, isError } = answering;
  const press = (allow: boolean) => {
    if (!isPending) answering.mutate(allow);
  };
  const item = useRef<HTMLLIElement>(null);
  useRestoreFocus(item, () => list.current);

  return (
    <li ref={item} className={classes.item}>
      <Asked request={request} />
      <Group gap="xs" className={classes.actions}>
        {isError && (
          <span role="alert" className={classes.failure}>
            {failureText(answering.error)}
          </span>
        )}
        <Button
          size="compact-sm"
          // Not `disabled`: a button that becomes so under the focus loses it.
          aria-disabled={isPending || undefined}
          data-disabled={isPending || undefined}
          onClick={() => press(true)}
          aria-label={t('allowWho', { who })}
        >
          {t('allow', { hours: ALLOWED_HOURS })}
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          aria-disabled={isPending || undefined}
          data-disabled={isPending || undefined}
          onClick={() => press(false)}
          aria-label={t('refuseWho', { who })}
        >
          {t('refuse')}
        </Button>
      </Group>
    </li>
  );
}

function Asked({
  request: { who, reason, askedAt, rowId, taskId, leadsName, phoneMasked, taskName },
}: {
  request: NumberRequest;
}) {
  const t = useTranslations();
  return (
    <div className={classes.asked}>
      <div>
        <b>{who}</b>{' '}
        <RowLink href={jobHref(taskId, rowId)} className={classes.lead}>
          {leadsName || t('job.unnamed')}
        </RowLink>{' '}
        <span className={classes.minor}>{phoneMasked}</span>
      </div>
      <div className={classes.minor}>
        <TimeAgo time={askedAt} /> · {taskName || t('tasks.unnamed')}
      </div>
      {reason && <p className={classes.reason}>{reason}</p>}
    </div>
  );
}

function Outcome({ request }: { request: NumberRequest }) {
  const outcomeText = useOutcomeText();
  return (
    <>
      {outcomeText(request)}{' '}
      {request.answeredAt && (
        <span className={classes.minor}>
          <ShortTime time={request.answeredAt} />
        </span>
      )}
    </>
  );
}

function useOutcomeText(): (request: NumberRequest) => string {
  const t = useTranslations('numbers');
  return ({ state, by }) => (state === 'open' ? t('waiting') : t(`outcomes.${state}`, { by: by ?? '' }));
}
