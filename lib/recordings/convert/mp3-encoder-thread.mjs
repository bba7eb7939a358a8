// The encoder's thread (see mp3-encoder.ts): a block of 16-bit samples in, bytes of MP3 out; null is the end.
// Plain JavaScript, because Node reads it as it is.
import { parentPort, workerData } from 'node:worker_threads';

import { createMp3Encoder } from 'wasm-media-encoders';

/** @type {{ sampleRate: number, channels: 1 | 2, outputSampleRate: number, bitrate: number }} */
const { channels, ...options } = workerData;
const starting = createMp3Encoder().then((encoder) => {
  encoder.configure({ channels, ...options });
  return encoder;
});

parentPort.on('message', async (/** @type {Int16Array | null} */ samples) => {
  const encoder = await starting;
  // A copy: the encoder uses its memory again.
  const bytes = (samples === null ? encoder.finalize() : encoder.encode(sidesOf(samples))).slice();
  parentPort.postMessage(bytes, [bytes.buffer]);
});

/** @param {Int16Array} samples interleaved */
function sidesOf(samples) {
  const length = samples.length / channels;
  return Array.from({ length: channels }, (_, side) => {
    const values = new Float32Array(length);
    for (let at = 0; at < length; at += 1) values[at] = samples[at * channels + side] / 32_768;
    return values;
  });
}
