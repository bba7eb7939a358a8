import type { Readable } from 'node:stream';

export type SourceBody = {
  /** Whether there is nothing in it. */
  isEmpty: boolean;
  /** Everything from the first byte on. Cancelling it ends the source; a source that breaks off ends it with an error. */
  stream: ReadableStream<Uint8Array>;
};

/** How long the source may leave us waiting for all that is looked at, and for its next bytes, in ms. */
export type BodyWaits = { firstMs: number; stallMs: number };

/**
 * What is handed on at once, in bytes. A read brings up to 64 KiB, and each of those who stand between us and the
 * listener holds a chunk: pieces of one read share its memory, whole reads would add up.
 */
const PIECE_BYTES = 16_384;

/**
 * Reads the first bytes of a source and hands everything on as a web stream that takes from the source only when it is
 * asked for more: a listener who stops reading costs one read. (Readable.toWeb counts chunks where it should count
 * bytes and would take in whole recordings.)
 * @param look called with the first bytes, and with more of them until it has seen enough
 * @param brokeOff the error for a source that ends too early; a listener who goes is none
 */
export async function openBody(
  source: Readable,
  { firstMs, stallMs }: BodyWaits,
  brokeOff: (cause: unknown) => Error,
  look: (head: Uint8Array, isWhole: boolean) => 'more' | 'enough' = () => 'enough',
): Promise<SourceBody> {
  const chunks = source[Symbol.asyncIterator]() as AsyncIterator<Uint8Array, undefined>;
  const next = async (waitMs = stallMs): Promise<Uint8Array | null> => {
    const timer = setTimeout(() => source.destroy(new Error('the recording stopped coming')), waitMs);
    try {
      return (await chunks.next()).value ?? null;
    } catch (error) {
      throw error instanceof Error && error.name === 'AbortError' ? error : brokeOff(error);
    } finally {
      clearTimeout(timer);
    }
  };
  const begunAt = performance.now();
  const nextToLookAt = () => next(Math.max(1, firstMs - (performance.now() - begunAt)));
  let first = await nextToLookAt();
  while (first && look(first, false) === 'more') {
    const piece = await nextToLookAt();
    if (!piece) {
      look(first, true);
      break;
    }
    first = Buffer.concat([first, piece]);
  }
  return toBody(source, first, () => next());
}

function toBody(
  source: Readable,
  first: Uint8Array | null,
  next: () => Promise<Uint8Array | null>,
): SourceBody {
  // Nothing else here may hold on to the first read: it would stay for as long as the transfer does.
  let rest = first ?? EMPTY;
  const stream = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (rest.length === 0) rest = (await next()) ?? EMPTY;
        if (rest.length === 0) {
          controller.close();
          return;
        }
        controller.enqueue(rest.subarray(0, PIECE_BYTES));
        rest = rest.subarray(PIECE_BYTES);
      },
      cancel() {
        source.destroy();
      },
    },
    { highWaterMark: 0 },
  );
  return { isEmpty: first === null, stream };
}

const EMPTY = new Uint8Array(0);
