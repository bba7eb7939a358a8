'use client';

import { notifications } from '@mantine/notifications';
import { useTranslations } from 'next-intl';
import { useMemo, type RefObject } from 'react';

import type { Work } from '@/components/job-context/work';

import type { DbId } from '@/lib/values/db-id';

type Parts = {
  panelRef: RefObject<HTMLElement | null>;
  worklist: string | null;
  next: DbId | null;
  /** Where the job stands, from 1, and how many there are, as far as they are known. */
  at: number | null;
  total: number | undefined;
  onGo: (rowId: DbId) => void;
  onOpen: (rowId: DbId, hit?: number, options?: { work: boolean }) => void;
  onClose: () => void;
};

/** The way through a worklist from its open job; null: there is none. After the last job the list is closed. */
export function useWorkThrough(parts: Parts): Work | null {
  const { panelRef, worklist, next, at, total, onGo, onOpen, onClose } = parts;
  const t = useTranslations('worklist');
  const isFollowUps = worklist?.startsWith('/api/follow-ups/') ?? false;
  return useMemo(() => {
    if (worklist === null) return null;
    return {
      panelRef,
      isLast: next === null,
      advance: () => {
        if (next !== null) return onGo(next);
        onClose();
        const left = (total ?? 0) - (at ?? 0);
        const message = left > 0 ? t('endWithMore', { count: left }) : t('end', { count: total ?? at ?? 1 });
        notifications.show({ id: 'worklist-end', color: 'green', message });
      },
      goTo: (rowId) => {
        // After the end no job is open, and this one is opened anew.
        if (new URL(location.href).searchParams.has('job')) onGo(rowId);
        else onOpen(rowId, undefined, { work: !isFollowUps });
      },
    };
  }, [panelRef, worklist, isFollowUps, next, at, total, onGo, onOpen, onClose, t]);
}
