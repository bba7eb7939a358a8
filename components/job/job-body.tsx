'use client';

import { useMediaQuery } from '@mantine/hooks';
import { useTranslations } from 'next-intl';
import { useCallback, useDeferredValue, useEffect, useRef, type RefObject } from 'react';

import { BackToNow } from '@/components/conversation/conversation';
import { ConversationSearch } from '@/components/conversation/conversation-search';
import { ConversationTools } from '@/components/conversation/conversation-tools';
import { useConversation } from '@/components/conversation/use-conversation';
import { jobHref } from '@/components/job-context/job-href';
import { useWork } from '@/components/job-context/work';
import { FollowUpEditor } from '@/components/follow-ups/editor/follow-up-editor';
import { RecordingPanel, useRecordingState } from '@/components/player/recording-panel';
import { SmallPlayer } from '@/components/player/small-player';
import { SpeechSummary } from '@/components/player/waveform/speech-summary';
import { getPlayer, usePlayerState } from '@/components/player/engine/use-player';
import { usePlayerFor } from '@/components/player/use-player-for';
import type { JobDetail } from '@/lib/jobs/schemas';
import type { DbId } from '@/lib/values/db-id';

import { JobCalls } from './calls/job-calls';
import { JobConversation } from './calls/job-conversation';
import { JobIds } from './facts/job-facts';
import { JobOverview } from './job-overview';
import { JobContacts, JobExtras } from './frame/job-parts';
import { useOpenJob } from '@/components/job-context/use-open-job';
import { useWordSearch } from '@/components/job-context/use-word-search';
import { JobSection, JobSections } from './frame/job-sections';
import { useLowWindow } from './frame/use-low-window';
import { JobTimeline } from './timeline/job-timeline';
import classes from './frame/job-view.module.css';
import { SelectedCallBar } from './calls/selected-call-bar';
import { useCallChoice } from './calls/use-call-choice';
import { useAlignedAudio } from './listening/use-aligned-audio';
import { usePlaceAtHit } from './listening/use-place-at-hit';
import { useJobCommands } from './use-job-commands';
import { useSelectedCall } from './calls/use-selected-call';

/** From here on a worked-through job has room for its words and its follow-up side by side. */
const ROOMY = '(min-width: 1024px)';

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
  onGo: (rowId: DbId, callId?: string | null) => void;
  onHelp: () => void;
}) {
  const t = useTranslations();
  const { row, followUps, contacts, summary, extras } = detail;
  const scrollRef = useRef<HTMLDivElement>(null);
  const low = useLowWindow();
  const works = useWork() !== null;
  const isRoomy = useMediaQuery(ROOMY, undefined, { getInitialValueInEffect: false }) ?? false;
  const split = works && isRoomy;
  // First what a glance takes in, the call and its words; the parts below and the player's controls follow it.
  const whole = useDeferredValue(true, false);

  const shown = useSelectedCall(detail);
  const { source, sentences, other } = shown;
  const player = usePlayerFor(source);
  const recording = useRecordingState(shown.row, source);
  const ready = recording.data?.state === 'ready';
  const playable =
    row.jobId !== null && (ready || player.busy || (recording.isPending && shown.row.recording !== 'none'));

  const offeredAt = useRef<number | null>(null);
  useEffect(() => {
    if (!ready) return;
    const at = startAt !== null && offeredAt.current !== startAt ? startAt : undefined;
    offeredAt.current = startAt;
    getPlayer().offer(source, at);
  }, [ready, source, startAt]);

  const otherCallId = other?.call.callId ?? null;
  const linkTo = useCallback(
    (seconds: number) =>
      location.origin + jobHref(detail.task.id, row.rowId, { callId: otherCallId, seconds }),
    [detail.task.id, row.rowId, otherCallId],
  );
  const { alignedAudio, alignment, speech } = useAlignedAudio({
    rowId: row.rowId,
    callId: source.callId,
    sentences,
    soundSeconds: player.duration,
  });
  const given = useWordSearch();
  const { hit } = useOpenJob();
  const conversation = useConversation({
    sentences,
    alignment,
    player,
    playable,
    scrollRef,
    startAt: shown.words === 'known' ? startAt : null,
    given,
    hit,
    linkTo,
  });
  usePlaceAtHit(conversation.hitAt, startAt === null && ready, source, player);

  useJobCommands({ panelRef, player, playable, conversation, nudge: alignedAudio.nudge });

  const choice = useCallChoice({
    shown,
    panelRef,
    scrollRef,
    onPlay: () => conversation.follow.setFollowing(true),
  });
  const { source: heard, begun } = usePlayerState();
  const elsewhere = heard !== null && begun && heard.key !== source.key ? heard : null;

  const sound = (
    <>
      {elsewhere && (
        <div className={classes.elsewhere}>
          <SmallPlayer
            source={elsewhere}
            sameJob={elsewhere.rowId === row.rowId}
            onOpen={(rowId) => onGo(rowId, elsewhere.otherCall ? elsewhere.callId : null)}
          />
        </div>
      )}
      {whole ? (
        <RecordingPanel
          row={shown.row}
          source={source}
          player={player}
          query={recording}
          alignedAudio={alignedAudio}
          hits={conversation.waveHits}
          hasWords={sentences.length > 0}
          onHelp={onHelp}
        />
      ) : (
        playable && <div className={classes.playerToCome} />
      )}
    </>
  );

  return (
    <div className={classes.columns} data-split={split || undefined}>
      <div className={classes.main}>
        <div className={classes.middle}>
          <div ref={scrollRef} className={classes.scroll} data-job-scroll>
            {low && sound}
            <JobOverview detail={detail} attempts={shown.attempts} described={shown.described} />
            <JobSections
              scrollRef={scrollRef}
              standsAt={works && !split && startAt === null ? 'followUps' : null}
              onJump={() => player.busy && conversation.follow.setFollowing(false)}
              sections={[
                { id: 'conversation', count: sentences.length },
                ...(split ? [] : [{ id: 'followUps' as const, count: followUps.length }]),
                { id: 'calls', count: shown.attempts.length },
                { id: 'timeline', count: null },
                { id: 'details', count: null },
              ]}
              tools={sentences.length > 0 && <ConversationTools conversation={conversation} />}
            >
              <SelectedCallBar shown={shown} onBack={() => choice.read(null)} />
              {conversation.search.opened && <ConversationSearch search={conversation.search} />}
            </JobSections>

            <JobSection id="conversation" title={t('conversation.title')} quiet>
              <JobConversation
                shown={shown}
                conversation={conversation}
                summary={summary}
                speech={
                  speech &&
                  alignedAudio.wave && (
                    <SpeechSummary
                      speech={speech}
                      durationMs={alignedAudio.wave.durationMs}
                      onSeek={playable ? player.playFrom : null}
                    />
                  )
                }
              />
              <BackToNow conversation={conversation} />
            </JobSection>
            {whole && (
              <>
                {!split && (
                  <JobSection id="followUps" title={t('followUps.title')}>
                    <FollowUpEditor detail={detail} />
                  </JobSection>
                )}
                <JobSection id="calls" title={t('job.calls.title')}>
                  <JobCalls shown={shown} onRead={choice.read} onPlay={choice.play} />
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
              </>
            )}
          </div>
        </div>
        {!low && <div className={classes.footer}>{sound}</div>}
      </div>
      {split && (
        <section className={classes.aside} aria-label={t('followUps.title')}>
          <h3 className={classes.sectionTitle}>{t('followUps.title')}</h3>
          <FollowUpEditor detail={detail} />
        </section>
      )}
    </div>
  );
}
