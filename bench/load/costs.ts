import { processorMs, residentBytes } from '../process-usage';
import { type Asked, createAsker, questionOf } from './asker';
import { type Sample, startBareHandler } from './bare';
import { type Cost, type Kind, KINDS } from './report';
import type { Operator } from './world';

/** Each kind is asked so often, and no longer than that: the kernel counts processor time in steps of 10 ms. */
const REQUESTS = { app: 100, bare: 1000 };
const MOST_MS = 6000;
const AT_ONCE = 2;

/** Headers of the connection, which belong to each server itself. */
const OWN_HEADERS = new Set(['date', 'connection', 'keep-alive', 'transfer-encoding', 'content-length']);

/**
 * Processor time of each kind with little else under way, through the app and through a bare handler that sends the
 * same bytes, and the bare handler's memory in bytes.
 */
export async function measureCosts(
  app: { url: string; pid: number },
  operators: readonly Operator[],
  signal: AbortSignal,
): Promise<{ costs: Cost[]; bareBytes: number }> {
  // One task: the bare handler knows answers by their path.
  const own = operators.filter(({ taskId }) => taskId === operators[0]!.taskId);
  const samples: Sample[] = [];
  const spent = new Map<Kind, { appMs: number; requests: number; bytes: number }>();
  for (const kind of KINDS) {
    const { ms, requests, last } = await spend(app, kind, own, REQUESTS.app, signal);
    spent.set(kind, { appMs: ms, requests, bytes: last.body.length });
    samples.push(sampleOf(kind, own[0]!, last));
  }
  const bare = await startBareHandler(samples);
  try {
    const costs: Cost[] = [];
    for (const kind of KINDS) {
      const { ms } = await spend(bare, kind, own.slice(0, 1), REQUESTS.bare, signal);
      costs.push({ kind, ...spent.get(kind)!, bareMs: ms });
    }
    return { costs, bareBytes: residentBytes(bare.pid) };
  } finally {
    bare.stop();
  }
}

function sampleOf(kind: Kind, operator: Operator, { headers, body }: Asked): Sample {
  const { method, path } = questionOf(kind, operator, 0);
  const kept = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    value === undefined || OWN_HEADERS.has(name) ? [] : [[name, String(value)]],
  );
  return { kind, method, path, headers: kept, base64: body.toString('base64') };
}

/** Asks one kind again and again, a few at once; answers the mean processor time of one request. */
async function spend(
  { url, pid }: { url: string; pid: number },
  kind: Kind,
  operators: readonly Operator[],
  most: number,
  signal: AbortSignal,
): Promise<{ ms: number; requests: number; last: Asked }> {
  const asker = createAsker(url, signal);
  try {
    const before = processorMs(pid);
    const until = performance.now() + MOST_MS;
    let requests = 0;
    let last: Asked | undefined;
    const askOn = async () => {
      while (requests < most && performance.now() < until) {
        const at = requests++;
        const answer = await asker.ask(kind, operators[at % operators.length]!, 0);
        if (answer.status !== 200) throw new Error(`${kind}: ${answer.status} ${answer.code}`);
        last = answer;
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, askOn));
    return { ms: (processorMs(pid) - before) / requests, requests, last: last! };
  } finally {
    asker.end();
  }
}
