import type { Actor } from '@/lib/auth/actor';
import { recordingQuery, rowParams } from '@/lib/http/address';
import { forOrg, orgRoute } from '@/lib/http/org-route';
import { noteWhenServed } from '@/lib/http/served';
import { describeRecording, playRecording } from '@/lib/services/recordings';

const spec = { permission: 'recordings.play', params: rowParams, query: recordingQuery } as const;

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  GET: forOrg({
    ...spec,
    handler: async ({ actor, params, query, request, providerRequest }) => {
      const { rowId } = params;
      const { call: callId, format } = query;
      const download = query.download === '1';
      const play = isToPlay(actor, download);
      const answer = await playRecording({
        actor,
        rowId,
        callId,
        providerRequest,
        request,
        download,
        play,
        format,
      });
      return noteWhenServed(actor, request, { rowId, callId, download }, answer);
    },
  }),
  HEAD: forOrg({
    ...spec,
    handler: ({ actor, params, query, providerRequest }) =>
      describeRecording({
        actor,
        rowId: params.rowId,
        callId: query.call,
        providerRequest,
        download: query.download === '1',
        play: isToPlay(actor, query.download === '1'),
        format: query.format,
      }),
  }),
});

/** A page's player is given what every browser plays; whoever comes with a token, or downloads, the file itself. */
function isToPlay({ via }: Pick<Actor, 'via'>, download: boolean): boolean {
  return via === 'session' && !download;
}
