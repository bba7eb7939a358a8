import 'server-only';

import { onDrain } from './process/drain';

/** A comment now and then keeps proxies from closing a stream on which nothing happens. */
const HEARTBEAT_MS = 15_000;
/** Whoever is disabled or signed out loses the stream within so long. */
const RECHECK_MS = 10_000;
/** The browser comes back after so long; spread, so that not all come at once behind a restart. */
const RETRY_MS = { least: 1_000, spread: 3_000 };
/** A reader who does not read is let go, and asks anew for what it has missed. */
const MOST_UNREAD = 1_000;

/** `signed_out`: the stream ends, and the page asks for the password when it next needs one; `barred`: nothing may stay. */
export type MayStay = 'yes' | 'signed_out' | 'barred';

export type StreamedEvent = { event: string; data: unknown; id?: string };

/**
 * Server-sent events as long as the reader stays and may read. Ends at SIGTERM, so that the process can; the browser
 * then connects again, elsewhere. The headers keep proxies and Next's own compression from holding events back.
 *
 * @param follow begins; `send` never throws. @returns ends it
 * @param mayStay asked every ten seconds; one who is barred is told so (`ended`) before the end
 */
export function eventStream(
  gone: AbortSignal,
  {
    follow,
    mayStay,
  }: { follow: (send: (event: StreamedEvent) => void) => () => void; mayStay: () => Promise<MayStay> },
): Response {
  const encoder = new TextEncoder();
  let stop = () => {};
  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        let over = false;
        const write = (text: string) => {
          if (over) return;
          if ((controller.desiredSize ?? 0) < -MOST_UNREAD) return end();
          controller.enqueue(encoder.encode(text));
        };
        const send = ({ event, data, id }: StreamedEvent) =>
          write(`${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
        const end = () => {
          if (over) return;
          over = true;
          stop();
          controller.close();
        };
        const recheck = async () => {
          const answer = await mayStay();
          if (answer === 'yes' || over) return;
          if (answer === 'barred') send({ event: 'ended', data: {} });
          end();
        };
        // Headers go out with the first bytes.
        write(`retry: ${RETRY_MS.least + Math.round(Math.random() * RETRY_MS.spread)}\n\n`);
        const heartbeat = setInterval(() => write(': \n\n'), HEARTBEAT_MS);
        const rechecking = setInterval(() => void recheck(), RECHECK_MS);
        const forget = onDrain(end);
        const unfollow = follow(send);
        stop = () => {
          over = true;
          clearInterval(heartbeat);
          clearInterval(rechecking);
          forget();
          unfollow();
        };
        if (gone.aborted) end();
        else gone.addEventListener('abort', end, { once: true });
      },
      cancel() {
        stop();
      },
    },
    { highWaterMark: 1 },
  );
  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform, private',
      'x-accel-buffering': 'no',
    },
  });
}
