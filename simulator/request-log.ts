/** A request as it was received; `status` and `ms` come when it is answered (status 0: the connection was cut). */
export type LoggedRequest = {
  seq: number;
  /** ISO, real time */
  at: string;
  operation: string;
  method: string;
  path: string;
  parameters: Record<string, string>;
  headers: Record<string, string | string[] | undefined>;
  status: number | null;
  ms: number | null;
  code: string | null;
};

const CAPACITY = 10_000;

/** The last 10,000 requests, and counts since the last `clear`. */
export class RequestLog {
  private requests: LoggedRequest[] = [];
  private seq = 0;
  private inFlight = 0;
  private maxConcurrent = 0;
  private operations = new Map<
    string,
    { count: number; inFlight: number; maxConcurrent: number; statuses: Record<string, number> }
  >();
  connections = { open: 0, total: 0 };

  begin(request: Omit<LoggedRequest, 'seq' | 'at' | 'status' | 'ms' | 'code'>): {
    entry: LoggedRequest;
    end: (status: number) => void;
  } {
    const startedAt = performance.now();
    const entry: LoggedRequest = {
      seq: ++this.seq,
      at: new Date().toISOString(),
      ...request,
      status: null,
      ms: null,
      code: null,
    };
    if (this.requests.length >= CAPACITY) this.requests.splice(0, CAPACITY / 10);
    this.requests.push(entry);
    const counts = this.countsOf(entry.operation);
    counts.count += 1;
    counts.maxConcurrent = Math.max(counts.maxConcurrent, ++counts.inFlight);
    this.maxConcurrent = Math.max(this.maxConcurrent, ++this.inFlight);
    let ended = false;
    const end = (status: number) => {
      if (ended) return;
      ended = true;
      entry.status = status;
      entry.ms = Math.round((performance.now() - startedAt) * 100) / 100;
      counts.statuses[status] = (counts.statuses[status] ?? 0) + 1;
      counts.inFlight -= 1;
      this.inFlight -= 1;
    };
    return { entry, end };
  }

  /** `since`: a `seq` (those after it) or an ISO time (from then on). `about`: a job's or a call's id among the parameters. */
  list(filter: { operation?: string | null; since?: string | null; about?: string | null }): LoggedRequest[] {
    const { operation, since, about } = filter;
    const bySeq = since != null && /^\d+$/.test(since);
    return this.requests.filter(
      (request) =>
        (!operation || request.operation === operation) &&
        (!since || (bySeq ? request.seq > Number(since) : request.at >= since)) &&
        (!about || request.path.includes(about) || Object.values(request.parameters).includes(about)),
    );
  }

  stats(): unknown {
    return {
      lastSeq: this.seq,
      inFlight: this.inFlight,
      maxConcurrent: this.maxConcurrent,
      connections: this.connections,
      operations: Object.fromEntries(this.operations),
    };
  }

  clear(): void {
    this.requests = [];
    this.maxConcurrent = this.inFlight;
    for (const counts of this.operations.values()) {
      Object.assign(counts, { count: 0, maxConcurrent: counts.inFlight, statuses: {} });
    }
  }

  private countsOf(operation: string) {
    let counts = this.operations.get(operation);
    if (!counts)
      this.operations.set(operation, (counts = { count: 0, inFlight: 0, maxConcurrent: 0, statuses: {} }));
    return counts;
  }
}
