'use client';

import { Anchor, Skeleton, VisuallyHidden } from '@mantine/core';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';

import { fetchJson, RequestFailed } from '@/lib/browser/fetch-json';
import { useFailureText } from '@/components/ui/use-failure-text';
import { formatClock } from '@/lib/i18n/format';
import type { JobRow } from '@/lib/jobs/schemas';
import { callResultGroup, isTerminal } from '@/lib/values/provider-words';
import { downloadUrl } from '@/lib/recordings/download-queries';
import { recordingStateQuery, retryDelaySeconds, type RecordingState } from '@/lib/recordings/queries';

import { PlayerBar, type PlayerBarProps } from './player-bar';
import classes from './player-bar.module.css';
import type { PlayerFailure, PlayerSource } from './engine/player-state';
import { RecordingNotice } from './recording-notice';
import { toClock } from './engine/time-words';
import { usePlayerFailureWords } from './use-player-failure-words';
import type { JobPlayer } from './use-player-for';
import { Waveform } from './waveform/waveform';

type StateQuery = UseQueryResult<RecordingState>;

/** Whether a job's recording can be played, as the server says; asked again by itself while it is not ready. */
export function useRecordingState(
  row: JobRow,
  { callId, otherCall }: Pick<PlayerSource, 'callId' | 'otherCall'>,
): StateQuery {
  return useQuery({
    ...recordingStateQuery(row.rowId, callId, fetchJson, otherCall),
    enabled: row.jobId !== null,
  });
}

/** The player of a job, or why there is none. Never a player that cannot play. */
export function RecordingPanel({
  row,
  source,
  player,
  query,
  ...view
}: {
  row: JobRow;
  source: PlayerSource;
  player: JobPlayer;
  query: StateQuery;
} & Pick<PlayerBarProps, 'alignedAudio' | 'hits' | 'hasWords' | 'onHelp'>) {
  const t = useTranslations('player');

  if (row.jobId === null) {
    return <RecordingNotice kind="none" title={t('none.noJobId')} text={t('none.noJobIdText')} />;
  }
  // Sound that is here is not taken away by an answer about another try.
  if (player.loaded && player.phase !== 'failed' && player.phase !== 'loading' && player.duration !== null) {
    return <PlayerBar key={source.key} player={player} source={source} {...view} />;
  }
  if (player.failure?.state === 'no_output') {
    return (
      <>
        <div className={classes.noOutput} role="alert" data-recording="no-output">
          <strong>{t('none.noOutput')}</strong> {t('none.noOutputText')}
        </div>
        <PlayerBar key={source.key} player={player} source={source} {...view} />
      </>
    );
  }
  const failure = failureOf(player.failure, query.data);
  if (failure) {
    return (
      <>
        {view.alignedAudio.wave && (
          <div className={classes.still}>
            <Waveform wave={view.alignedAudio.wave} heard="both" />
          </div>
        )}
        <FailureNotice failure={failure} row={row} source={source} player={player} query={query} />
      </>
    );
  }
  if (view.alignedAudio.unreadable === 'unplayable') {
    return (
      <RecordingNotice
        kind="unplayable"
        title={t('none.unplayableFormat')}
        text={<DownloadInstead source={source} text={t('none.unplayableFormatText')} />}
      />
    );
  }
  if (query.isError) return <UnreachableNotice query={query} />;
  if (query.isPending && row.recording === 'none') {
    return (
      <div className={classes.asking}>
        <VisuallyHidden>{t('asking')}</VisuallyHidden>
        <Skeleton height={44} />
      </div>
    );
  }
  return <PlayerBar key={source.key} player={player} source={source} {...view} />;
}

/** What the browser could not do is the player's to tell; everything else the server's newest answer. */
function failureOf(own: PlayerFailure | null, answer: RecordingState | undefined): PlayerFailure | null {
  if (own?.state === 'unplayable' || own?.state === 'unreachable') return own;
  return answer && answer.state !== 'ready' ? answer : null;
}

/** What one can do with a recording that the browser does not play. */
function DownloadInstead({ source, text }: { source: PlayerSource; text: string }) {
  const t = useTranslations('player.none');
  const { rowId, callId, otherCall } = source;
  const href = downloadUrl({ rowId, callId: otherCall ? callId : null, format: 'original' });
  return (
    <>
      {text}{' '}
      <Anchor href={href} download inherit>
        {t('downloadOriginal')}
      </Anchor>
    </>
  );
}

function FailureNotice({
  failure,
  row,
  source,
  player,
  query,
}: {
  failure: PlayerFailure;
  row: JobRow;
  source: PlayerSource;
  player: JobPlayer;
  query: StateQuery;
}) {
  const t = useTranslations();
  const title = usePlayerFailureWords()(failure);
  const again = () => (player.failure ? player.playFrom(player.getTime()) : void query.refetch());
  const at = player.failure ? player.getTime() : 0;
  const retry = {
    label: at >= 1 ? t('player.none.goOn', { time: toClock(at) }) : t('common.retry'),
    busy: query.isFetching,
    onClick: again,
  };
  const requestId = failure.request_id;

  switch (failure.state) {
    case 'not_answered':
      return isTerminal(row.callStatus) ? (
        <RecordingNotice kind="none" title={title} text={t('player.none.notAnsweredText')} />
      ) : (
        <RecordingNotice kind="none" title={t('player.none.notEnded')} text={t('player.none.notEndedText')} />
      );
    case 'not_ready': {
      const live = row.callResult !== null && callResultGroup(row.callResult) === 'live';
      const time = formatClock(query.dataUpdatedAt + retryDelaySeconds(failure) * 1000);
      return (
        <RecordingNotice
          kind="waiting"
          title={live ? t('player.none.notEnded') : title}
          text={t('player.none.notReadyText', { time })}
          requestId={requestId}
          action={{
            label: t('player.none.askNow'),
            busy: query.isFetching,
            onClick: () => void query.refetch(),
          }}
        />
      );
    }
    case 'gone':
      return (
        <RecordingNotice kind="gone" title={title} text={t('player.none.goneText')} requestId={requestId} />
      );
    case 'unplayable':
      return (
        <RecordingNotice
          kind="failed"
          title={title}
          text={<DownloadInstead source={source} text={t('player.none.unplayableText')} />}
          action={retry}
        />
      );
    case 'unreachable':
      return <RecordingNotice kind="failed" title={title} text={t('errors.kinds.network')} action={retry} />;
    default:
      return (
        <RecordingNotice
          kind="failed"
          title={title}
          text={t('player.none.providerErrorText')}
          requestId={requestId}
          action={retry}
        />
      );
  }
}

function UnreachableNotice({ query }: { query: StateQuery }) {
  const t = useTranslations();
  const failureText = useFailureText();
  return (
    <RecordingNotice
      kind="failed"
      title={t('player.none.unreachable')}
      text={failureText(query.error)}
      requestId={query.error instanceof RequestFailed ? (query.error.requestId ?? undefined) : undefined}
      action={{ label: t('common.retry'), busy: query.isFetching, onClick: () => void query.refetch() }}
    />
  );
}
