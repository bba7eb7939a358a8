'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';

import { isLiveNow, onLive, startLive } from '@/lib/browser/live';

/**
 * Keeps the browser's one stream of changes open. A person who was disabled, or has signed out in
 * another tab, has nothing left on the screen.
 */
export function LiveUpdates({ organizationId }: { organizationId: string }) {
  useEffect(() => startLive(organizationId), [organizationId]);
  useEffect(
    () =>
      onLive((message) => {
        if (message.type === 'ended') location.reload();
      }),
    [],
  );
  return null;
}

/** At most so often, in ms; and without a stream, as often. */
const REFRESH_MS = 1_500;
const POLL_MS = 10_000;

/** Has a page of the server read anew when something of a task changes. */
export function LivePage() {
  const router = useRouter();
  useEffect(() => {
    let timer: number | undefined;
    let refreshedAt = 0;
    const refresh = () => {
      timer ??= window.setTimeout(
        () => {
          timer = undefined;
          refreshedAt = Date.now();
          if (document.visibilityState === 'visible') router.refresh();
        },
        Math.max(0, refreshedAt + REFRESH_MS - Date.now()),
      );
    };
    const poll = window.setInterval(() => {
      if (!isLiveNow()) refresh();
    }, POLL_MS);
    const end = onLive(({ type }) => {
      if (type === 'change' || type === 'resync') refresh();
    });
    return () => {
      end();
      window.clearInterval(poll);
      window.clearTimeout(timer);
    };
  }, [router]);
  return null;
}
