import { UnreadableSound, type SampleSink } from '../sound/types';
import { GSM_BLOCK_BYTES } from '../sound/gsm';
import { INDEX_STEP } from '../sound/mp3-facts';
import { Mp3Decoder } from '../sound/mp3-decoder';
import { createWavDecoder } from '../sound/wav-decoder';
import { samplesIn } from '../sound/wav-format';
import type { DataSink } from '../sound/wav-reader';
import type { Decoded } from './playable';

/** So many blocks of GSM let its filters come to what they were. */
const GSM_LEAD_BLOCKS = 8;
/** An MP3's frame may lean on the ones before it: at most 511 bytes back, and on the overlap of its filters. */
const MP3_LEAD_FRAMES = 10;
/** What is decoded at once, in bytes: others get their turn between. */
const PIECE_BYTES = 4096;

/** Where in the file decoding has to begin for a sample, and what of the first samples is not wanted. */
export type Start = { offset: number; end: number | null; skip: number };

/** Finds the place in the file from which a sample can be decoded. */
export function startOf(decoded: Decoded, sample: number): Start {
  if (decoded.from === 'wav') {
    const { wav, dataBytes } = decoded;
    const inBlock = samplesIn(wav, wav.blockBytes) ?? 1;
    const lead = wav.codec === 'gsm' && wav.blockBytes === GSM_BLOCK_BYTES ? GSM_LEAD_BLOCKS : 0;
    const block = Math.max(0, Math.floor(sample / inBlock) - lead);
    const offset = wav.dataOffset + block * wav.blockBytes;
    return { offset, end: wav.dataOffset + dataBytes - 1, skip: sample - block * inBlock };
  }
  const { frameSamples, trim, index } = decoded.mp3;
  const frame = Math.floor((sample + trim.start) / frameSamples);
  const step = Math.floor(Math.max(0, frame - MP3_LEAD_FRAMES) / INDEX_STEP);
  const skip = sample + trim.start - step * INDEX_STEP * frameSamples;
  return { offset: index[step] ?? 0, end: null, skip };
}

/**
 * Decodes a part of a recording: 16 bits, interleaved, exactly `count` samples of each side.
 * @param bytes the file from `start.offset` on
 * @throws UnreadableSound; Error when it gives less
 */
export async function* decodeFrom(
  decoded: Decoded,
  bytes: AsyncIterable<Uint8Array>,
  { skip }: Start,
  count: number,
): AsyncGenerator<Int16Array<ArrayBuffer>, void> {
  const { channels } = decoded;
  const blocks: Int16Array<ArrayBuffer>[] = [];
  const sink: SampleSink = { add: (samples) => void blocks.push(new Int16Array(samples)) };
  let from: 1 | 2 = channels;
  const open = (format: { channels: 1 | 2 }) => {
    from = format.channels;
    return sink;
  };
  const decoder: DataSink & { close?: () => void } =
    decoded.from === 'wav' ? createWavDecoder(decoded.wav, open) : mp3(open);
  let toSkip = skip;
  let left = count;
  const take = function* () {
    for (const block of blocks.splice(0)) {
      const frames = block.length / from;
      const skipped = Math.min(toSkip, frames);
      toSkip -= skipped;
      const taken = Math.min(left, frames - skipped);
      left -= taken;
      if (taken > 0) yield keep(block.subarray(skipped * from, (skipped + taken) * from), from, channels);
    }
  };
  try {
    for await (const piece of bytes) {
      for (let at = 0; at < piece.length; at += PIECE_BYTES) {
        await decoder.push(piece.subarray(at, at + PIECE_BYTES));
        yield* take();
        if (left <= 0) return;
      }
    }
    await decoder.finish();
    yield* take();
    if (left > 0) throw new UnreadableSound('damaged');
  } finally {
    decoder.close?.();
  }
}

function mp3(open: (format: { channels: 1 | 2 }) => SampleSink): DataSink & { close: () => void } {
  const decoder = new Mp3Decoder(open);
  return {
    push: (bytes) => decoder.push(bytes),
    finish: async () => void (await decoder.finish()),
    close: () => decoder.close(),
  };
}

/** Of two equal sides the first. */
function keep(samples: Int16Array<ArrayBuffer>, from: 1 | 2, to: 1 | 2): Int16Array<ArrayBuffer> {
  if (from === to) return samples;
  const kept = new Int16Array((samples.length / from) * to);
  for (let at = 0; at < kept.length; at += 1) kept[at] = samples[Math.floor(at / to) * from] ?? 0;
  return kept;
}
