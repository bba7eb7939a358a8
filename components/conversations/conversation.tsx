'use client';

import { Button } from '@mantine/core';
import { IconArrowDown } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';

import classes from './conversation.module.css';
import { SentenceList } from './sentence-list';
import type { ConversationState } from './use-conversation';

/** Why there may be no words: somebody answered, nobody did, nothing was dialled, or the row has no job to ask about. */
export type WithoutWords = 'connected' | 'never' | 'notDialled' | 'withoutId';

const WITHOUT_WORDS = {
  connected: 'emptyConnected',
  never: 'emptyNever',
  notDialled: 'emptyNotDialled',
  withoutId: 'emptyWithoutId',
} as const satisfies Record<WithoutWords, string>;

/** What was said, as a chat; in place of nothing, why there is nothing. */
export function Conversation({
  conversation,
  without,
}: {
  conversation: ConversationState;
  without: WithoutWords;
}) {
  const t = useTranslations('conversation');
  const { sentences, starts, listRef, playable, search, wanted, onAction } = conversation;
  if (sentences.length === 0) {
    return (
      <p className={classes.empty}>
        <strong>{t('empty')}</strong>
        <span>{t(WITHOUT_WORDS[without])}</span>
      </p>
    );
  }
  return (
    <SentenceList
      listRef={listRef}
      sentences={sentences}
      starts={starts}
      playable={playable}
      hits={search.hits}
      currentHit={search.current}
      wanted={wanted}
      onAction={onAction}
    />
  );
}

/** Shown while the sound runs and the operator reads elsewhere: the way back to what is being said. */
export function BackToNow({ conversation: { follow, busy, listRef } }: { conversation: ConversationState }) {
  const t = useTranslations('conversation');
  if (!busy || follow.following) return null;
  const goBack = () => {
    follow.returnToNow();
    // This button goes away: the focus goes on with what is being said.
    const now = listRef.current?.querySelector<HTMLElement>('[data-active] [data-do="play"]');
    const panel = listRef.current?.closest<HTMLElement>('[role="dialog"]');
    (now ?? panel)?.focus({ preventScroll: true });
  };
  return (
    <div className={classes.backToNow}>
      <Button size="xs" radius="xl" leftSection={<IconArrowDown size={14} />} onClick={goBack}>
        {t('backToNow')}
      </Button>
    </div>
  );
}
