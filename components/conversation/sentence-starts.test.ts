import { describe, expect, it } from 'vitest';

import { sentenceStarts } from './sentence-starts';

const TEN = '一二三四五六七八九十';
const at = (...offsets: (number | null)[]) => offsets.map((offsetSeconds) => ({ offsetSeconds, text: TEN }));
const rounded = (starts: (number | null)[]) => starts.map((start) => start && Math.round(start * 10) / 10);

describe('sentenceStarts', () => {
  it('begins a sentence as long before its storage as it takes to say', () => {
    const starts = sentenceStarts(at(5, 20), { soundSeconds: 60, alignment: null });
    expect(rounded(starts)).toEqual([2.5, 17.5]);
  });

  it('begins no sentence before the one before it ended, and none before the sound', () => {
    const starts = sentenceStarts(at(1, 2, 3), { soundSeconds: 60, alignment: null });
    expect(rounded(starts)).toEqual([0, 1, 2]);
  });

  it('takes off the ringing that the length of the sound shows', () => {
    // Dialled 27 s before the answer; the sound is 60 s long and the last words end with it.
    const starts = sentenceStarts(at(30, 57, 87), { soundSeconds: 60, alignment: null });
    expect(rounded(starts)).toEqual([0.5, 27.5, 57.5]);
  });

  it('never takes off more than the first sentence has', () => {
    const starts = sentenceStarts(at(2, 100), { soundSeconds: 10, alignment: null });
    expect(rounded(starts)[0]).toBe(0);
    expect(rounded(starts)[1]).toBe(95.5);
  });

  it('takes what the speech tells before its own guess', () => {
    const sentences = at(30, 57);
    expect(
      sentenceStarts(sentences, { soundSeconds: 60, alignment: { offsetSeconds: -27, edge: 'start' } }),
    ).toEqual([3, 30]);
    expect(
      rounded(
        sentenceStarts(sentences, { soundSeconds: 60, alignment: { offsetSeconds: -27, edge: 'end' } }),
      ),
    ).toEqual([0.5, 27.5]);
  });

  it('leaves out what has no time, and keeps the raw time while the sound is unknown', () => {
    expect(sentenceStarts(at(null, 1), { soundSeconds: null, alignment: null })).toEqual([null, 0]);
    expect(sentenceStarts([], { soundSeconds: null, alignment: null })).toEqual([]);
  });

  it('takes a sentence that was stored out of order by its own time', () => {
    const starts = sentenceStarts(at(20, 5), { soundSeconds: 60, alignment: null });
    expect(rounded(starts)).toEqual([17.5, 5]);
  });
});
