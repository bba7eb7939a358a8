'use client';

import { ActionIcon, CloseButton, TextInput, VisuallyHidden } from '@mantine/core';
import { IconChevronDown, IconChevronUp, IconSearch } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, type KeyboardEvent } from 'react';

import classes from './conversation.module.css';
import type { ConversationState } from './use-conversation';

/** The field that searches one conversation: hits are counted and stepped through. */
export function ConversationSearch({ search }: { search: ConversationState['search'] }) {
  const t = useTranslations('conversation');
  const input = useRef<HTMLInputElement>(null);
  const { query, count, isVain, current, isGiven, step, close, setQuery } = search;

  // Asked for by key or button, also while it stands there already; what came with the table takes no keys.
  useEffect(() => {
    if (isGiven) return;
    input.current?.focus();
    input.current?.select();
  }, [isGiven]);

  const onEnter = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
    event.preventDefault();
    step(event.shiftKey ? -1 : 1);
  };
  const onEscape = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.nativeEvent.isComposing) return;
    // Closes the search alone, not the job.
    event.preventDefault();
    event.stopPropagation();
    close();
  };

  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape from any of its controls
    <div className={classes.search} role="search" data-own-escape onKeyDown={onEscape}>
      <TextInput
        ref={input}
        className={classes.searchField}
        value={query}
        aria-label={t('search')}
        placeholder={t('search')}
        leftSection={<IconSearch size={15} stroke={1.6} />}
        rightSection={
          <span className={classes.searchCount} aria-hidden>
            {isVain ? t('hitsNone') : count > 0 ? t('hits', { current: current + 1, count }) : null}
          </span>
        }
        rightSectionWidth={84}
        maxLength={100}
        onChange={(event) => setQuery(event.currentTarget.value)}
        onKeyDown={onEnter}
      />
      <VisuallyHidden role="status">
        {isVain ? t('hitsNone') : count > 0 ? t('hitsLive', { count, current: current + 1 }) : ''}
      </VisuallyHidden>
      <ActionIcon aria-label={t('previousHit')} disabled={count === 0} onClick={() => step(-1)}>
        <IconChevronUp size={16} />
      </ActionIcon>
      <ActionIcon aria-label={t('nextHit')} disabled={count === 0} onClick={() => step(1)}>
        <IconChevronDown size={16} />
      </ActionIcon>
      <CloseButton size="md" aria-label={t('searchClose')} onClick={close} />
    </div>
  );
}
