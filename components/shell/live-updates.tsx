'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';

import { onLive, startLive } from '@/lib/browser/live';
import { liveReader } from '@/lib/browser/live-reader';

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

/** At most so often, in ms. */
const REFRESH_MS = 1_500;

/** Has a page of the server read anew when something of a task changes. */
export function LivePage() {
  const router = useRouter();
  useEffect(() => {
    const { readWithin, end: endReading } = liveReader(() => router.refresh());
    const end = onLive(({ type }) => {
      if (type === 'change' || type === 'resync') readWithin(REFRESH_MS);
    });
    return () => {
      end();
      endReading();
    };
  }, [router]);
  return null;
}
