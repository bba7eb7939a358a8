/**
 * Work as a web stream: done only when the listener asks for more, and left off when he goes. A failure of the work
 * breaks the connection off, so that a file is never short with a proper end.
 * @param patienceMs how long the listener may take nothing before the work is given up; null: as long as he likes
 */
export function listenerStream(
  first: Uint8Array,
  rest: AsyncGenerator<Uint8Array, void>,
  { patienceMs, leaveOff }: { patienceMs: number | null; leaveOff: () => Promise<void> },
): ReadableStream<Uint8Array> {
  let next: Uint8Array | null = first;
  let timer: NodeJS.Timeout | undefined;
  const end = async () => {
    clearTimeout(timer);
    // The work may be waiting for its source, and would hear of its end only afterwards.
    await leaveOff();
    await rest.return();
  };
  const waitFor = (controller: ReadableStreamDefaultController<Uint8Array>) => {
    if (patienceMs === null) return;
    timer = setTimeout(() => {
      controller.error(new Error('the listener takes nothing'));
      void end();
    }, patienceMs);
  };
  return new ReadableStream<Uint8Array>(
    {
      start: waitFor,
      async pull(controller) {
        clearTimeout(timer);
        const piece = next ?? (await rest.next()).value;
        next = null;
        if (!piece) return controller.close();
        controller.enqueue(piece);
        waitFor(controller);
      },
      cancel: end,
    },
    { highWaterMark: 0 },
  );
}
