/** A step between two `timeupdate` events longer than this is a jump, not sound. */
const LONGEST_STEP_SECONDS = 2;

export type AudioEvents = {
  /** Length and beginning are known. */
  onMetadata: () => void;
  onDuration: () => void;
  /** Sound runs: the element says so, or its time moves. */
  onSound: () => void;
  /** It waits for data. */
  onWaiting: () => void;
  /** Paused, also by the system: a headset pulled out, another app's sound. */
  onPause: () => void;
  onEnded: () => void;
  onSeeked: () => void;
  onTime: () => void;
  onError: () => void;
};

/**
 * Tells an audio element's events. WebKit sends no `playing` after some seeks, so a time that moves on by itself counts
 * as the same.
 */
export function listenToAudio(audio: HTMLAudioElement, events: AudioEvents): void {
  const on = (type: keyof HTMLMediaElementEventMap, listener: () => void) =>
    audio.addEventListener(type, listener);
  /** The time at the last `timeupdate`; null after anything that moves it otherwise. */
  let before: number | null = null;
  const jumped = () => (before = null);

  on('loadedmetadata', events.onMetadata);
  on('durationchange', events.onDuration);
  on('playing', events.onSound);
  on('waiting', () => {
    jumped();
    events.onWaiting();
  });
  on('pause', events.onPause);
  on('ended', events.onEnded);
  on('seeking', jumped);
  on('seeked', events.onSeeked);
  on('emptied', jumped);
  on('timeupdate', () => {
    const now = audio.currentTime;
    const step = before === null ? 0 : now - before;
    before = now;
    if (step > 0 && step < LONGEST_STEP_SECONDS && !audio.paused) events.onSound();
    events.onTime();
  });
  on('error', events.onError);
}

/**
 * Whether the sound failed for want of a device to come out of. Firefox (153) says so in its message alone; other
 * browsers play on unheard.
 */
export function lacksOutput({ error }: HTMLAudioElement): boolean {
  return error !== null && error.message.includes('MediaSinkAudioError');
}
