import { readAddress, taskParams } from '@/lib/http/address';
import { forOrg, orgRoute } from '@/lib/http/org-route';
import { startRunSchema } from '@/lib/runs/run-input';
import { MOST_IDS } from '@/lib/runs/schemas';
import { getTaskRuns, startSelectedRun } from '@/lib/services/runs';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = orgRoute({
  GET: forOrg({
    permission: 'runs.read',
    params: taskParams,
    handler: async ({ actor, params }) => ({ runs: await getTaskRuns(actor, params.taskId) }),
  }),
  POST: forOrg({
    permission: 'runs.start',
    rateLimit: 'refresh',
    params: taskParams,
    input: startRunSchema,
    handler: async ({ actor, params, input }) => {
      const begun = await startSelectedRun(actor, readAddress(params.taskId, input.query), {
        taskId: params.taskId,
        batchSize: MOST_IDS,
        pauseMs: 0,
        skipRecording: input.skip_recording,
        retryOf: input.retry_of ?? null,
      });
      return Response.json(begun, { status: begun.joined ? 200 : 202 });
    },
  }),
});
