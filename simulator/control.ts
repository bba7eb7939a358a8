/**
 * The simulator's control port: JSON over HTTP on 127.0.0.1, for the demo's seed, tests and benchmarks.
 *
 *   GET    /world?at=ISO[&anchor=ISO][&tasks=54,57]   the rows of an installation as of that time (default: the
 *          simulated now), of all tasks (a second or two of work) or of some.
 *          -> { at, anchor, organizations, tasks, leads_task_list, leads_follow, notable } (world/tables.ts has the
 *          shapes). Times are ISO UTC. Job ids belong to the anchor, the UTC day of `at`; they stay good for ever, but a
 *          world of another day has other ids: to look at the same jobs later, give the first answer's `anchor`.
 *   GET    /settings                    { url, instanceId, accessKeyId, accessKeySecret, seed, unknownJobs }
 *   PUT    /settings                    { "unknownJobs": "omit" | "fail" }: unknown ids are left out, or 404 NotExist.Job
 *   GET    /clock                       { now, frozen }
 *   POST   /clock                       { "now"?: ISO, "frozen"?: bool } or { "advanceMs": n }; real time by default
 *   GET    /jobs                        { jobs }: the scripted ones
 *   POST   /jobs                        { "jobs": [{ "JobId": …, … }], "recordings"?: { "<TaskId>": R } }
 *          Jobs that ListJobs and DescribeJob answer exactly as given; a second one with the same id replaces the first.
 *          R = { seconds?, segments?: [{ speaker: "Robot" | "Contact", from, to }] in seconds,
 *          state?: "ready" | "not_ready" | "none" | "gone", codec?: "pcm8" | "pcm16" | "alaw" | "mulaw", rate?, channels?: 1 | 2 }.
 *          or R = { file: { base64, extension?: "wav" | "mp3", type? } }: exactly these bytes.
 *          Without R, a call whose Status begins with Succeeded has a recording as long as its Duration (ms; else 10 s).
 *   DELETE /jobs[?jobId=]               all scripted jobs and recordings, or one job
 *          `JobGroupId` puts a job into a group, which ListJobGroups shows by the jobs' `JobGroupName`.
 *   GET    /faults                      { faults }
 *   PUT    /faults                      one fault, or { "faults": [fault…] }: added to those in force -> { faults } with ids
 *   DELETE /faults[?id=|?jobId=|?callId=]   all, or only those with that id or in whose scope that id stands
 *   GET    /requests[?operation=&since=&about=]   { requests }: the last 10,000 as received. `since`: a seq or an ISO
 *          time; `about`: a job or call id. operation of a recording's GET or HEAD: "GetRecording". status 0: cut off.
 *   DELETE /requests                    empties the log and the counts
 *   GET    /stats                       { lastSeq, inFlight, maxConcurrent, connections: { open, total }, operations }
 *
 * A fault is { "kind": …, scope, options }. Scope, all optional, all must fit: "operation" (ListJobs, DescribeJob,
 * DownloadRecording, ListJobGroups, ListJobsByGroup …), "jobId" or "jobIds", "callId" or "callIds", "times" (strikes so often, then ends).
 * A job's faults also reach DownloadRecording and GetRecording of its calls; name the operation to keep them apart.
 *
 *   any operation (GetRecording only when named):
 *     latency {ms = 1000, upToMs = ms: any time between} · hold (until the fault is deleted) · hang · stall (headers and half the body) · reset · html503
 *     empty502 · garbage (200, no JSON)
 *     successFalse {code, message, status = HttpStatusCode in the body} · throttle {retryAfterMs, status = 400, code}
 *     forbidden (403 NoPermission with AccessDeniedDetail) · error {status = 500, code, message}
 *   ListJobs and DescribeJob; with a job scope only those jobs are spoilt:
 *     missingIds · notExistJob · unknownStatus {jobStatus, callStatus} · unknownFields
 *     nullLists (Contacts, CallingNumbers, Extras, Summary and every Conversation; {field: "Tasks"}: Tasks too)
 *     wrongTypes {field = "Conversation", value = a text} · duplicates (an outdated copy before each job)
 *     emptyJobs (Jobs: []) · noJobs (no Jobs at all)
 *   DownloadRecording: recordingNotReady · expiredLink · linkHost {url = origin, or host}
 *   GetRecording: recordingGone (404 NoSuchKey) · linkRedirect {url} · recordingHtml · recordingCut {bytes = 1000}
 */
import { createServer, type IncomingMessage, type Server } from 'node:http';

import { readBody, urlOf } from './api/server';
import type { ApiContext } from './api/operations';
import type { Clock } from './clock';
import type { RequestLog } from './request-log';
import type { RecordingInput } from './scripted';
import type { Json } from './world/provider-job';
import { tablesAt } from './world/tables';
import { World } from './world/world';

const MAX_BODY_BYTES = 256 << 20;
const LINK_LIFE_SECONDS = 1800;

export type ControlContext = { api: ApiContext; clock: Clock; log: RequestLog; describe: () => Json };

/** Serves what the docstring of this file describes. */
export function createControlServer(context: ControlContext): Server {
  return createServer((request, response) => {
    const url = urlOf(request);
    void answer(context, request, url)
      .then((result) => ({
        status: result === undefined ? 404 : 200,
        body: result ?? { error: 'no such route' },
      }))
      .catch((error: unknown) => ({
        status: 400,
        body: { error: error instanceof Error ? error.message : String(error) },
      }))
      .then(({ status, body }) => {
        response.writeHead(status, { 'content-type': 'application/json;charset=utf-8' });
        response.end(JSON.stringify(body));
      });
  });
}

async function answer(context: ControlContext, request: IncomingMessage, url: URL): Promise<unknown> {
  const { api, clock, log } = context;
  const query = url.searchParams;
  const body = async () =>
    JSON.parse((await readBody(request, MAX_BODY_BYTES)).toString('utf8') || '{}') as Json;
  const clockState = () => ({ now: new Date(clock.now()).toISOString(), frozen: clock.frozen });

  switch (`${request.method} ${url.pathname}`) {
    case 'GET /world':
      return world(api, query, clock.now());
    case 'GET /settings':
      return context.describe();
    case 'PUT /settings': {
      const { unknownJobs } = await body();
      if (unknownJobs !== 'omit' && unknownJobs !== 'fail')
        throw new TypeError('unknownJobs is omit or fail');
      api.settings.unknownJobs = unknownJobs;
      return context.describe();
    }
    case 'GET /clock':
      return clockState();
    case 'POST /clock': {
      const input = (await body()) as { now?: string; frozen?: boolean; advanceMs?: number };
      if (input.now !== undefined || input.frozen !== undefined) clock.set(input);
      if (input.advanceMs !== undefined) clock.advance(input.advanceMs);
      return clockState();
    }
    case 'GET /jobs':
      return { jobs: api.scripted.list() };
    case 'POST /jobs': {
      const input = (await body()) as { jobs?: Json[]; recordings?: Record<string, RecordingInput> };
      api.scripted.put(input.jobs ?? [], input.recordings);
      return { count: input.jobs?.length ?? 0 };
    }
    case 'DELETE /jobs':
      api.scripted.delete(query.get('jobId') ?? undefined);
      return { count: api.scripted.list().length };
    case 'GET /faults':
      return { faults: api.faults.list() };
    case 'PUT /faults': {
      const input = await body();
      return { faults: api.faults.put(Array.isArray(input.faults) ? input.faults : [input]) };
    }
    case 'DELETE /faults':
      api.faults.clear({ id: query.get('id'), jobId: query.get('jobId'), callId: query.get('callId') });
      return { faults: api.faults.list() };
    case 'GET /requests':
      return {
        requests: log.list({
          operation: query.get('operation'),
          since: query.get('since'),
          about: query.get('about'),
        }),
      };
    case 'DELETE /requests':
      log.clear();
      return {};
    case 'GET /stats':
      return log.stats();
    default:
      return undefined;
  }
}

function world(api: ApiContext, query: URLSearchParams, now: number): unknown {
  const time = (name: string) => {
    const text = query.get(name);
    const value = text === null ? null : Date.parse(text);
    if (Number.isNaN(value)) throw new TypeError(`${name} is not a time: ${text}`);
    return value;
  };
  const at = time('at') ?? now;
  const anchor = time('anchor') ?? World.anchorOf(at);
  const linkOf = (callId: string, endedAt: number) =>
    api.links.sign(`${callId}.wav`, { expiresAt: Math.floor(endedAt / 1000) + LINK_LIFE_SECONDS });
  return tablesAt(api.world, at, anchor, linkOf, query.get('tasks')?.split(',').map(Number));
}
