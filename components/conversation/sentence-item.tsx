'use client';

import { ActionIcon, Tooltip } from '@mantine/core';
import { IconCopy, IconLink } from '@tabler/icons-react';
import { useLocale, useTranslations } from 'next-intl';
import { memo } from 'react';

import { toClock } from '@/components/player/engine/time-words';
import { useTimeWords } from '@/components/player/engine/use-time-words';
import { formatDateTime } from '@/lib/i18n/format';
import type { Sentence } from '@/lib/jobs/schemas';

import classes from './conversation.module.css';
import { cutAtHits, type Hit } from './search-hits';
import { useSpeakerName } from './use-speaker-name';

export type NumberedHit = Hit & { number: number };

/**
 * One sentence as text, never as markup. Clicks are handled by the list: `data-do` says what a click asks for.
 * `tools`: the pointer or the focus is here; `reachable`: the one sentence of the list that Tab goes to.
 */
export const SentenceItem = memo(function SentenceItem({
  sentence,
  start,
  index,
  playable,
  tools,
  reachable,
  hits,
  currentHit,
}: {
  sentence: Sentence;
  /** The second of the sound at which it begins. */
  start: number | null;
  index: number;
  playable: boolean;
  tools: boolean;
  reachable: boolean;
  hits: readonly NumberedHit[] | undefined;
  currentHit: number;
}) {
  const t = useTranslations('conversation');
  const locale = useLocale();
  const words = useTimeWords();
  const speakerName = useSpeakerName();
  const { speaker, label, text, at } = sentence;
  const time = start === null ? null : toClock(start);
  const stored = at === null ? undefined : formatDateTime(at, locale);

  return (
    <div role="listitem" className={classes.sentence} data-index={index} data-speaker={speaker}>
      <div className={classes.meta}>
        <span className={classes.speaker} title={label || undefined}>
          {speakerName(sentence)}
        </span>
        {time === null ? (
          <span title={stored}>{stored ?? t('noTime')}</span>
        ) : playable ? (
          <button
            type="button"
            className={classes.time}
            data-do="play"
            tabIndex={reachable ? 0 : -1}
            aria-label={t('playFrom', { time: words(start ?? 0) })}
            title={stored}
          >
            {time}
          </button>
        ) : (
          <span title={stored}>{time}</span>
        )}
        {tools && (
          <span className={classes.tools}>
            <Tooltip label={t('copyOne')}>
              <ActionIcon size={24} data-do="copy" aria-label={t('copyOne')}>
                <IconCopy size={14} stroke={1.6} />
              </ActionIcon>
            </Tooltip>
            {start !== null && (
              <Tooltip label={t('copyLink')}>
                <ActionIcon size={24} data-do="link" aria-label={t('copyLink')}>
                  <IconLink size={14} stroke={1.6} />
                </ActionIcon>
              </Tooltip>
            )}
          </span>
        )}
      </div>
      <p className={classes.bubble} data-bubble data-playable={playable && time !== null}>
        {hits
          ? cutAtHits(text, hits).map((piece, place) =>
              piece.hit === null ? (
                piece.text
              ) : (
                <mark key={place} data-current={piece.hit === currentHit}>
                  {piece.text}
                </mark>
              ),
            )
          : text}
      </p>
    </div>
  );
});
