'use client';

import { useTranslations } from 'next-intl';

import type { PlayerFailure } from './engine/player-state';

/** Why the sound broke off, in a few words. */
export function usePlayerFailureWords(): (failure: PlayerFailure) => string {
  const t = useTranslations('player.none');
  return ({ state }) => {
    switch (state) {
      case 'not_answered':
        return t('notAnswered');
      case 'not_ready':
        return t('notReady');
      case 'gone':
      case 'unplayable':
      case 'unreachable':
        return t(state);
      case 'no_output':
        return t('noOutput');
      default:
        return t('providerError');
    }
  };
}
