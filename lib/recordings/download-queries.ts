import { queryOptions } from '@tanstack/react-query';

import type { DbId } from '@/lib/values/db-id';

export const DOWNLOAD_FORMATS = ['original', 'mp3', 'wav'] as const;
export type DownloadFormat = (typeof DOWNLOAD_FORMATS)[number];

/** What a download would be. `bytes` is null where only its end tells; `extension` as the file will be called. */
export type DownloadOffer =
  | { state: 'ready'; bytes: number | null; extension: string | null }
  /** Not from this file; too many at once; or the recording cannot be had now. */
  | { state: 'not_convertible' | 'busy' | 'failed' };

type Download = { rowId: DbId; callId: string | null; format: DownloadFormat };

/** The address of a recording as a file. `callId` names another call than the job's latest. */
export function downloadUrl({ rowId, callId, format }: Download): string {
  const query = new URLSearchParams({
    download: '1',
    format,
    ...(callId === null ? {} : { call: callId }),
  });
  return `/api/jobs/${rowId}/recording?${query.toString()}`;
}

/** Asks by HEAD what a download would be; nothing is converted or noted for it. */
export function downloadOfferQuery(download: Download) {
  const { rowId, callId, format } = download;
  return queryOptions({
    queryKey: ['recording-download', rowId, callId, format] as const,
    queryFn: async ({ signal }): Promise<DownloadOffer> => {
      const { ok, status, headers } = await fetch(downloadUrl(download), { method: 'HEAD', signal });
      if (!ok) return { state: status === 415 ? 'not_convertible' : status === 503 ? 'busy' : 'failed' };
      const length = headers.get('content-length');
      const name = /filename="[^"]*\.(\w+)"/.exec(headers.get('content-disposition') ?? '');
      return { state: 'ready', bytes: length === null ? null : Number(length), extension: name?.[1] ?? null };
    },
    // Busy now is not busy in a moment.
    staleTime: 5_000,
  });
}
