/** What a recording can be turned into: WAV with 16-bit samples, which every program opens, or MP3. */
export type TargetFormat = 'wav' | 'mp3';

/** Decoded sound: 16-bit samples, interleaved, whole frames. */
export type SoundBlock = { samples: Int16Array<ArrayBuffer>; sampleRate: number; channels: 1 | 2 };
