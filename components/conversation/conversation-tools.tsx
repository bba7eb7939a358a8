'use client';

import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import { IconCopy, IconFocusCentered, IconSearch } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';

import type { ConversationState } from './use-conversation';

/** Search, copy and follow, for the bar over the conversation. */
export function ConversationTools({ conversation }: { conversation: ConversationState }) {
  const t = useTranslations('conversation');
  const { search, follow, copyAll, playable } = conversation;
  const followLabel = follow.following ? t('followOff') : t('follow');
  return (
    <>
      <Tooltip label={t('searchOpen')}>
        <ActionIcon
          ref={search.buttonRef}
          aria-label={t('searchOpen')}
          aria-expanded={search.opened}
          onClick={search.opened ? search.close : search.open}
        >
          <IconSearch size={16} stroke={1.8} />
        </ActionIcon>
      </Tooltip>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon aria-label={t('copy')} title={t('copy')}>
            <IconCopy size={16} stroke={1.8} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => copyAll(false)}>{t('copyAll')}</Menu.Item>
          <Menu.Item onClick={() => copyAll(true)}>{t('copyAllTimes')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {playable && (
        <Tooltip label={followLabel}>
          <ActionIcon
            variant={follow.following ? 'light' : 'subtle'}
            color={follow.following ? 'accent' : 'gray'}
            aria-label={followLabel}
            aria-pressed={follow.following}
            onClick={() => (follow.following ? follow.setFollowing(false) : follow.returnToNow())}
          >
            <IconFocusCentered size={16} stroke={1.8} />
          </ActionIcon>
        </Tooltip>
      )}
    </>
  );
}
