import { rowParams } from '@/lib/http/address';
import { forOrg, orgRoute } from '@/lib/http/org-route';
import { describeRecording, playRecording, recordingQuery } from '@/lib/http/recordings';

const spec = { permission: 'recordings.play', params: rowParams, query: recordingQuery } as const;

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  GET: forOrg({
    ...spec,
    handler: ({ actor, params, query, request }) =>
      playRecording({
        orgId: actor.orgId,
        rowId: params.rowId,
        callId: query.call,
        request,
        download: query.download === '1',
      }),
  }),
  HEAD: forOrg({
    ...spec,
    handler: ({ actor, params, query, request }) =>
      describeRecording({
        orgId: actor.orgId,
        rowId: params.rowId,
        callId: query.call,
        request,
        download: query.download === '1',
      }),
  }),
});
