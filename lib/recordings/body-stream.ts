import type { Readable } from 'node:stream';

export type SourceBody = {
  /** The bytes that were read to look at them, or null when the body is empty. */
  first: Uint8Array | null;
  /** Everything, `first` included. Cancelling it ends the source; a source that breaks off ends it with an error. */
  stream: ReadableStream<Uint8Array>;
};

/**
 * Reads the first bytes of a source and hands the rest on as a web stream that takes a chunk from the source only when
 * one is asked for: a listener who stops reading costs one chunk. (Readable.toWeb counts chunks where it should count
 * bytes and would take in whole recordings.)
 * @param stallTimeoutMs how long the source may leave us waiting for its next bytes
 */
export async function openBody(source: Readable, stallTimeoutMs: number): Promise<SourceBody> {
  const chunks = source[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  const next = () => {
    const timer = setTimeout(() => source.destroy(new Error('the recording stopped coming')), stallTimeoutMs);
    return chunks.next().finally(() => clearTimeout(timer));
  };
  const head = await next();
  let first = head.done ? null : head.value;
  const opened = first;
  const stream = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (first) {
          controller.enqueue(first);
          first = null;
          return;
        }
        const { done, value } = head.done ? head : await next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel() {
        source.destroy();
      },
    },
    { highWaterMark: 0 },
  );
  return { first: opened, stream };
}
