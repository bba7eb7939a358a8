'use client';

import { Button } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconFocusCentered } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useRef } from 'react';

import { useRestoreFocus } from '@/components/ui/use-restore-focus';

import classes from './conversation.module.css';
import { SentenceList } from './sentence-list';
import type { ConversationState } from './use-conversation';
import { useSideOfNow } from './use-side-of-now';

/**
 * Why there may be no words: somebody answered, nobody did, nothing was dialled, what was told cannot be read, or the row
 * has no job to ask about.
 */
export type WithoutWords = 'connected' | 'refused' | 'never' | 'notDialled' | 'withoutId';

const WITHOUT_WORDS = {
  connected: 'emptyConnected',
  refused: 'emptyRefused',
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
export function BackToNow({ conversation }: { conversation: ConversationState }) {
  const { follow, busy } = conversation;
  if (!busy || follow.following) return null;
  return (
    <div className={classes.backToNow}>
      <BackButton conversation={conversation} />
    </div>
  );
}

const WAYS = { above: IconArrowUp, below: IconArrowDown, inSight: IconFocusCentered } as const;

function BackButton({ conversation: { follow, listRef, scrollRef } }: { conversation: ConversationState }) {
  const t = useTranslations('conversation');
  const button = useRef<HTMLButtonElement>(null);
  // The focus goes on with what is being said.
  useRestoreFocus(button, () =>
    listRef.current?.querySelector<HTMLElement>('[data-active] [data-do="play"]'),
  );
  const side = useSideOfNow(listRef, scrollRef);
  const Way = WAYS[side];
  return (
    <Button
      ref={button}
      size="xs"
      radius="xl"
      leftSection={<Way size={14} aria-hidden />}
      data-way={side}
      onClick={follow.returnToNow}
    >
      {t('backToNow')}
    </Button>
  );
}
