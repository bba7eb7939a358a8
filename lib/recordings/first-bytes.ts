/**
 * The same answer, which calls `note` when the first piece of its body is taken: once, and never where nothing is. Takes
 * from the body only what it is asked for.
 */
export function onFirstBytes(answer: Response, note: () => void): Response {
  if (!answer.ok || !answer.body) return answer;
  const reader = answer.body.getReader() as ReadableStreamDefaultReader<Uint8Array>;
  let noted = false;
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await reader.read();
        if (done) return controller.close();
        if (!noted) {
          noted = true;
          note();
        }
        controller.enqueue(value);
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
  return new Response(body, { status: answer.status, headers: answer.headers });
}
