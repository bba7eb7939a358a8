import { expect, it, vi } from 'vitest';

import { onFirstBytes } from './first-bytes';

const answerOf = (pieces: string[], onCancel = () => {}, status = 200) =>
  new Response(
    new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          const piece = pieces.shift();
          if (piece === undefined) controller.close();
          else controller.enqueue(Buffer.from(piece));
        },
        cancel: onCancel,
      },
      { highWaterMark: 0 },
    ),
    { status, headers: { 'content-type': 'audio/wav' } },
  );

it('tells once, when the first piece is taken, and changes nothing', async () => {
  const note = vi.fn();
  const answer = onFirstBytes(answerOf(['ab', 'cd', 'ef'], undefined, 206), note);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([206, 'audio/wav']);
  expect(note).not.toHaveBeenCalled();
  expect(await answer.text()).toBe('abcdef');
  expect(note).toHaveBeenCalledOnce();
});

it('tells nothing of what is not taken, and lets go of it', async () => {
  const [note, cancelled] = [vi.fn(), vi.fn()];
  await onFirstBytes(answerOf(['ab'], cancelled), note).body?.cancel();
  expect(cancelled).toHaveBeenCalledOnce();
  await onFirstBytes(answerOf([]), note).text();
  await onFirstBytes(new Response(null), note).text();
  await onFirstBytes(answerOf(['no such part'], undefined, 416), note).text();
  expect(note).not.toHaveBeenCalled();
});

it('takes no more than it is asked for', async () => {
  const pieces = ['ab', 'cd', 'ef'];
  const reader = onFirstBytes(answerOf(pieces), () => {}).body!.getReader();
  await reader.read();
  expect(pieces).toEqual(['cd', 'ef']);
});
