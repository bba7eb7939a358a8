import { hashKeys, mix } from '../world/random';

/** F1 to F3 in Hz of the vowels a, i, u, e, o, ü. */
const VOWELS = [
  [800, 1250, 2550],
  [300, 2300, 3000],
  [350, 750, 2400],
  [500, 1700, 2500],
  [520, 900, 2450],
  [300, 1850, 2350],
] as const;
const TABLE_SIZE = 1024;
const SYLLABLE_SECONDS = 0.19;
const FADE_SECONDS = 0.006;

/** Somebody's voice: pitch in Hz, and one period of each vowel at that pitch. */
export type Voice = { pitch: number; vowels: readonly Float32Array[] };

const voices = new Map<number, Voice>();

/** A voice of that pitch, rounded to 5 Hz: glottal pulses through the formants of each vowel, below 3.6 kHz. */
export function voiceOf(pitch: number): Voice {
  const rounded = Math.round(pitch / 5) * 5;
  let voice = voices.get(rounded);
  if (!voice) {
    voice = { pitch: rounded, vowels: VOWELS.map((formants) => vowelPeriod(rounded, formants)) };
    voices.set(rounded, voice);
  }
  return voice;
}

function vowelPeriod(pitch: number, formants: readonly number[]): Float32Array {
  const period = new Float32Array(TABLE_SIZE);
  for (let harmonic = 1; harmonic * pitch < 3600; harmonic++) {
    const frequency = harmonic * pitch;
    let amplitude = 0.02;
    for (const [i, formant] of formants.entries()) {
      amplitude += [1, 0.6, 0.3][i]! / (1 + ((frequency - formant) / (70 + 40 * i)) ** 2);
    }
    amplitude /= harmonic ** 0.6;
    for (let i = 0; i < TABLE_SIZE; i++) {
      period[i]! += amplitude * Math.sin((2 * Math.PI * harmonic * i) / TABLE_SIZE + harmonic * harmonic);
    }
  }
  const peak = period.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  return period.map((value) => value / peak);
}

/**
 * Adds one sentence to `target`: the frames from `from` up to `to` of a sentence of `length` frames, the first of them
 * at `offset`. Every sample depends on its place alone, so any cut of a recording can be made by itself.
 */
export function speak(
  voice: Voice,
  seed: number,
  rate: number,
  length: number,
  from: number,
  to: number,
  target: Int16Array,
  offset: number,
): void {
  const syllables = Math.max(1, Math.round(length / rate / SYLLABLE_SECONDS));
  const perSyllable = length / syllables;
  const fade = Math.min(FADE_SECONDS * rate, length / 2);
  const swing = 3.1 + (hashKeys(seed, 'swing') % 100) / 80; // intonation, Hz
  let syllable = -1;
  let vowel = voice.vowels[0]!;
  let stress = 0;
  let hiss = 0;
  for (let n = from; n < to; n++) {
    const now = Math.floor(n / perSyllable);
    if (now !== syllable) {
      syllable = now;
      const h = hashKeys(seed, now);
      vowel = voice.vowels[h % voice.vowels.length]!;
      stress = 6500 + ((h >>> 8) & 0xff) * 22;
      hiss = (h >>> 20) % 3 === 0 ? 2600 : 0;
    }
    const t = n / rate;
    const turn = 2 * Math.PI * swing * t;
    const cycles = voice.pitch * (t - (0.05 / (2 * Math.PI * swing)) * Math.cos(turn));
    const place = (n - syllable * perSyllable) / perSyllable;
    const envelope = 0.12 + 0.88 * Math.sin(Math.PI * place) ** 0.8;
    let sample =
      vowel[Math.floor((cycles - Math.floor(cycles)) * TABLE_SIZE) & (TABLE_SIZE - 1)]! * stress * envelope;
    if (hiss > 0 && place < 0.25) sample += hiss * (1 - place * 4) * (mix(seed, n) / 2147483648 - 1);
    const edge = Math.min(n + 1, length - n);
    target[offset + n - from]! += edge < fade ? sample * (edge / fade) : sample;
  }
}
