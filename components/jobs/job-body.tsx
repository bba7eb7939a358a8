'use client';

import { useTranslations } from 'next-intl';
import { useCallback, useEffect, useRef, type RefObject } from 'react';

import { BackToNow, Conversation } from '@/components/conversations/conversation';
import { ConversationSearch } from '@/components/conversations/conversation-search';
import { ConversationTools } from '@/components/conversations/conversation-tools';
import { useConversation } from '@/components/conversations/use-conversation';
import { FollowUpEditor } from '@/components/follow-ups/follow-up-editor';
import type { PlayerCommand } from '@/components/recordings/player-keys';
import { RecordingPanel, useRecordingState } from '@/components/recordings/recording-panel';
import { SmallPlayer } from '@/components/recordings/small-player';
import { stepSpeed } from '@/components/recordings/speeds';
import { getPlayer, usePlayerState } from '@/components/recordings/use-player';
import { usePlayerFor } from '@/components/recordings/use-player-for';
import type { JobDetail } from '@/lib/jobs/schemas';
import { callResultGroup } from '@/lib/jobs/status';

import { JobCalls } from './job-calls';
import { JobCause } from './job-cause';
import { JobClocks, JobFacts, JobIds, JobStatuses } from './job-facts';
import { jobAddress } from './job-header';
import { JobContacts, JobExtras, JobSummary } from './job-parts';
import { JobSection, JobSections } from './job-sections';
import { JobTimeline } from './job-timeline';
import classes from './job-view.module.css';
import { useJobKeys } from './use-job-keys';
import { usePlayerSource } from './use-player-source';

/** Everything of one job, with its player below. */
export function JobBody({
  detail,
  startAt,
  panelRef,
  onGo,
  onHelp,
}: {
  detail: JobDetail;
  startAt: number | null;
  panelRef: RefObject<HTMLElement | null>;
  onGo: (rowId: number) => void;
  onHelp: () => void;
}) {
  const t = useTranslations();
  const { row, conversation: sentences, followUps, calls, contacts, summary, extras } = detail;
  const scrollRef = useRef<HTMLDivElement>(null);

  const source = usePlayerSource(detail);
  const player = usePlayerFor(source);
  const recording = useRecordingState(row, source.callId);
  const ready = recording.data?.state === 'ready';
  const playable =
    row.jobId !== null && (ready || player.busy || (recording.isPending && row.recording !== 'none'));

  const begun = useRef<number | null>(null);
  useEffect(() => {
    if (!ready) return;
    const at = startAt !== null && begun.current !== startAt ? startAt : undefined;
    begun.current = startAt;
    getPlayer().offer(source, at);
  }, [ready, source, startAt]);

  const linkTo = useCallback((seconds: number) => jobAddress(row.rowId, seconds), [row.rowId]);
  const conversation = useConversation({
    sentences,
    alignment: null,
    player,
    playable,
    scrollRef,
    startAt,
    linkTo,
  });

  const onCommand = (command: PlayerCommand): boolean => {
    const engine = getPlayer();
    switch (command.type) {
      case 'search':
        conversation.search.open();
        return true;
      case 'mute':
        engine.toggleMute();
        return true;
      case 'speed':
        engine.setSpeed(stepSpeed(engine.getState().speed, command.direction));
        return true;
      case 'follow':
        if (conversation.follow.following) conversation.follow.setFollowing(false);
        else conversation.follow.returnToNow();
        return true;
      case 'toggle':
        // Without sound of its own the job leaves the key to the sound that runs.
        if (playable) player.toggle();
        else if (engine.getState().source) engine.toggle();
        return true;
      case 'seekBy':
        if (playable) player.seekBy(command.seconds);
        return playable;
      case 'seekToTenth':
        if (playable && player.duration !== null) player.seekTo((player.duration * command.tenth) / 10);
        return playable;
      default:
        return false;
    }
  };
  useJobKeys({ panelRef, onCommand });

  const result = calls.at(-1)?.result ?? row.callResult;
  const group = result === null ? null : callResultGroup(result);
  const connected = group === 'connected' || group === 'live';
  const { source: heard } = usePlayerState();
  const elsewhere = heard !== null && heard.key !== source.key ? heard : null;

  return (
    <>
      <div className={classes.middle}>
        <div ref={scrollRef} className={classes.scroll} data-job-scroll>
          <div className={classes.overview}>
            <JobStatuses row={row} />
            <JobCause detail={detail} />
            {row.jobId === null && <p className={classes.warning}>{t('job.noJobId')}</p>}
            {detail.failureReason && (
              <p className={classes.warning}>
                {t('job.failureReason')} <code>{detail.failureReason}</code>
              </p>
            )}
            <JobClocks row={row} />
            <JobFacts detail={detail} />
          </div>
          <JobSections
            scrollRef={scrollRef}
            onJump={() => player.busy && conversation.follow.setFollowing(false)}
            sections={[
              { id: 'conversation', count: sentences.length },
              { id: 'followUps', count: followUps.length },
              { id: 'calls', count: calls.length },
              { id: 'timeline', count: null },
              { id: 'details', count: null },
            ]}
            tools={sentences.length > 0 && <ConversationTools conversation={conversation} />}
          >
            {conversation.search.opened && <ConversationSearch search={conversation.search} />}
          </JobSections>

          <JobSection id="conversation" title={t('conversation.title')} quiet>
            {summary.length > 0 && <JobSummary summary={summary} />}
            <Conversation conversation={conversation} connected={connected} />
          </JobSection>
          <JobSection id="followUps" title={t('followUps.title')}>
            <FollowUpEditor detail={detail} />
          </JobSection>
          <JobSection id="calls" title={t('job.calls.title')}>
            <JobCalls calls={calls} />
          </JobSection>
          <JobSection id="timeline" title={t('timeline.title')}>
            <JobTimeline rowId={row.rowId} taskId={detail.task.id} />
          </JobSection>
          <JobSection id="details" title={t('job.sections.details')}>
            {contacts.length > 0 && (
              <>
                <h4 className={classes.part}>{t('job.contacts.title')}</h4>
                <JobContacts contacts={contacts} />
              </>
            )}
            {extras.length > 0 && (
              <>
                <h4 className={classes.part}>{t('job.extras.title')}</h4>
                <JobExtras extras={extras} />
              </>
            )}
            <JobIds row={row} />
          </JobSection>
        </div>
        <BackToNow conversation={conversation} />
      </div>
      <footer className={classes.footer}>
        {elsewhere && (
          <div className={classes.elsewhere}>
            <SmallPlayer source={elsewhere} onOpen={onGo} />
          </div>
        )}
        <RecordingPanel row={row} source={source} player={player} query={recording} onHelp={onHelp} />
      </footer>
    </>
  );
}
