import type { Range } from '@/lib/recordings/sound/types';
import type { RecordingState } from '@/lib/recordings/queries';

import { jumpTarget, stepLoop } from './playback-rules';
import { readPreferences, writePreference, type PreferenceStore } from './player-preferences';
import {
  NO_SOUND,
  type HeardSide,
  type PlayerFailure,
  type PlayerSource,
  type PlayerState,
} from './player-state';
import { TimeTicker } from './time-ticker';

export type PlayerParts = {
  createAudio: () => HTMLAudioElement;
  /** Asks the server why a recording broke off. Throws when the server is out of reach. */
  askState: (source: PlayerSource) => Promise<RecordingState>;
  preferences: PreferenceStore;
  /** Lets one side be heard alone; made when a side is chosen for the first time. */
  createMixer: (audio: HTMLAudioElement) => Mixer;
  /** Called when sound begins here, so that it can stop elsewhere. */
  onSound?: () => void;
};

export type Mixer = { hear: (side: HeardSide) => void; wake: () => void };

/** A recording that breaks off is fetched anew so many times before the operator is told. */
const MOST_RECOVERIES = 2;
/** So many seconds of sound after a recovery prove that it worked. */
const RECOVERED_AFTER_SECONDS = 2;
/** Without sound for so long while it should play, the connection counts as broken. */
const STALLED_AFTER_MS = 12_000;

/**
 * The sound, apart from its view: one audio element that outlives drawers and rows.
 *
 * State changes are few and go to `subscribe`; the running time goes to `subscribeTime`, at every frame while playing,
 * so that nothing is rendered anew for it. A link that expired or a connection that broke is mended unseen, and the
 * sound goes on at the same second.
 */
export class PlayerEngine {
  #state: PlayerState;
  readonly #parts: PlayerParts;
  readonly #listeners = new Set<() => void>();
  readonly #ticker = new TimeTicker(() => {
    if (this.#state.phase !== 'playing') return null;
    this.#keepRules(this.getTime());
    return this.getTime();
  });
  /** Where the operator left each recording, by its key. */
  readonly #places = new Map<string, number>();
  #audio: HTMLAudioElement | null = null;
  /** The recording, by its key, that is fetched although nobody has asked for it yet. */
  #prepared: string | null = null;
  #mixer: Mixer | null = null;
  /** What the volume goes back to from nothing. */
  #audibleVolume = 1;
  /** Where nobody speaks, of the recording with this key. */
  #silences: { key: string; ranges: readonly Range[] } | null = null;
  /** The place at the last tick. */
  #tickedAt = 0;
  /** A place to go to as soon as the sound is there. */
  #pendingSeek: number | null = null;
  #wanted = false;
  #recoveries = 0;
  #recoveredAt = 0;
  #ticket = 0;
  #stallTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: PlayerParts) {
    this.#parts = parts;
    this.#state = { ...NO_SOUND, ...readPreferences(parts.preferences) };
  }

  getState = (): PlayerState => this.#state;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The place in the recording, in seconds. */
  getTime = (): number => this.#pendingSeek ?? this.#audio?.currentTime ?? 0;

  /** Where a recording stands: the running one's time, or the place where another was left. */
  placeOf = (key: string): number =>
    this.#state.source?.key === key ? this.getTime() : (this.#places.get(key) ?? 0);

  /** Called at every frame while the sound runs, and once after each jump. */
  subscribeTime = (listener: (seconds: number) => void): (() => void) => this.#ticker.subscribe(listener);

  /**
   * Fetches the beginning of a recording that is likely to be played next, when there is none: nothing of it is shown,
   * and what goes wrong is told when it is played.
   */
  prepare(source: PlayerSource): void {
    if (this.#state.source || this.#prepared === source.key) return;
    this.#prepared = source.key;
    this.#fetch(source);
  }

  /** Gets a recording ready without playing it, unless another one sounds. True when it is the loaded one afterwards. */
  offer(source: PlayerSource, at?: number): boolean {
    const { source: current } = this.#state;
    if (current?.key === source.key) {
      this.#set({ source });
      if (at !== undefined) this.seekTo(at);
      return true;
    }
    if (this.isBusy()) {
      if (at !== undefined) this.#places.set(source.key, at);
      return false;
    }
    this.#load(source, at ?? this.#places.get(source.key) ?? 0);
    return true;
  }

  /** Whether sound runs, or was asked for and is on its way. */
  isBusy(): boolean {
    return this.#wanted && this.#state.phase !== 'failed' && this.#state.phase !== 'empty';
  }

  /** Plays a recording, from where it was left or from `at` seconds; the one before it stops. */
  play(source: PlayerSource | null = this.#state.source, at?: number): void {
    if (!source) return;
    this.#recoveries = 0;
    if (this.#state.source?.key !== source.key || this.#state.phase === 'failed') {
      const place = at ?? this.placeOf(source.key);
      this.#load(source, place);
    } else if (at !== undefined) {
      this.seekTo(at);
    } else if (this.#state.phase === 'ended') {
      this.seekTo(0);
    }
    this.#wanted = true;
    this.#set({ begun: true });
    this.#start();
  }

  pause(): void {
    this.#wanted = false;
    clearTimeout(this.#stallTimer);
    this.#audio?.pause();
    if (this.#state.phase === 'waiting' || this.#state.phase === 'loading') this.#set({ phase: 'paused' });
  }

  toggle(source: PlayerSource | null = this.#state.source): void {
    if (source && source.key === this.#state.source?.key && this.isBusy()) this.pause();
    else this.play(source);
  }

  seekTo(seconds: number): void {
    const audio = this.#audio;
    if (!audio || !this.#state.source) return;
    const target = Math.min(Math.max(seconds, 0), this.#state.duration ?? Infinity);
    this.#tickedAt = target;
    if (audio.readyState === 0) this.#pendingSeek = target;
    else audio.currentTime = target;
    if (this.#state.phase === 'ended') this.#set({ phase: 'paused' });
    this.#ticker.tell(target);
  }

  seekBy(seconds: number): void {
    this.seekTo(this.getTime() + seconds);
  }

  setSpeed(speed: number): void {
    if (this.#audio) this.#audio.playbackRate = speed;
    writePreference(this.#parts.preferences, 'speed', speed);
    this.#set({ speed });
  }

  setSkipSilence(skipSilence: boolean): void {
    writePreference(this.#parts.preferences, 'skipSilence', skipSilence);
    this.#set({ skipSilence });
  }

  setContinuous(continuous: boolean): void {
    writePreference(this.#parts.preferences, 'continuous', continuous);
    this.#set({ continuous });
  }

  /** Tells where nobody speaks in a recording, so that it can be skipped. */
  setSilences(key: string, ranges: readonly Range[]): void {
    this.#silences = { key, ranges };
  }

  /** The loop's beginning here, then its end, then no loop. */
  stepLoop(): void {
    if (!this.#state.source) return;
    const loop = stepLoop(this.#state.loop, this.getTime());
    this.#set({ loop });
    // A part is wanted again as soon as its end is set.
    if (loop && loop.to !== null) this.seekTo(loop.from);
  }

  clearLoop(): void {
    this.#set({ loop: null });
  }

  /** Lets one side be heard alone, or both again. */
  hear(side: HeardSide): void {
    if (side !== 'both') this.#mixer ??= this.#parts.createMixer(this.#element());
    this.#mixer?.hear(side);
    this.#mixer?.wake();
    this.#set({ side });
  }

  setVolume(volume: number): void {
    const kept = Math.min(Math.max(volume, 0), 1);
    if (kept > 0) this.#audibleVolume = kept;
    writePreference(this.#parts.preferences, 'volume', kept);
    this.#set({ volume: kept, muted: false });
    this.#applySound();
  }

  toggleMute(): void {
    if (this.#state.volume === 0) return this.setVolume(this.#audibleVolume);
    this.#set({ muted: !this.#state.muted });
    this.#applySound();
  }

  /** Ends the sound and forgets the recording: the small player goes away. */
  close(): void {
    this.#leave();
    this.#wanted = false;
    this.#audio?.removeAttribute('src');
    this.#audio?.load();
    this.#set({ source: null, phase: 'empty', begun: false, duration: null, loop: null, failure: null });
  }

  #load(source: PlayerSource, at: number): void {
    this.#leave();
    this.#wanted = false;
    const audio = this.#element();
    const here = this.#prepared === source.key && audio.error === null;
    this.#prepared = null;
    this.#pendingSeek = at > 0 ? at : null;
    if (!here) this.#fetch(source);
    this.#applySound();
    if (this.#state.source?.key !== source.key) {
      // A side and a part that were chosen in one recording mean nothing in another.
      if (this.#state.side !== 'both') this.hear('both');
      this.#set({ loop: null, begun: false });
    }
    this.#set({ source, phase: 'loading', duration: null, failure: null });
    if (audio.readyState > 0) this.#onMetadata(audio);
    this.#ticker.tell(at);
  }

  #fetch(source: PlayerSource): void {
    const audio = this.#element();
    audio.src = source.url;
    audio.preload = 'metadata';
    audio.load();
  }

  #onMetadata(audio: HTMLAudioElement): void {
    const duration = Number.isFinite(audio.duration) ? audio.duration : null;
    if (this.#pendingSeek !== null) audio.currentTime = Math.min(this.#pendingSeek, duration ?? Infinity);
    this.#pendingSeek = null;
    this.#set({ duration, ...(this.#state.phase === 'loading' ? { phase: 'paused' } : {}) });
    this.#ticker.tell(this.getTime());
  }

  /** Remembers the place in the recording that is loaded, and lets nothing of it come back. */
  #leave(): void {
    this.#ticket += 1;
    clearTimeout(this.#stallTimer);
    const { source, phase } = this.#state;
    if (source) this.#places.set(source.key, phase === 'ended' ? 0 : this.getTime());
    this.#pendingSeek = null;
  }

  #start(): void {
    const audio = this.#element();
    const ticket = this.#ticket;
    if (this.#state.phase !== 'playing') this.#set({ phase: 'waiting' });
    this.#watchForStall();
    this.#parts.onSound?.();
    this.#mixer?.wake();
    audio.play().catch((error: unknown) => {
      if (ticket !== this.#ticket) return;
      // The browser wants a click first. Every other refusal also comes as an `error` event, or is our own pause.
      if (error instanceof DOMException && error.name === 'NotAllowedError') {
        this.#wanted = false;
        this.#set({ phase: 'paused' });
      }
    });
  }

  async #recover(): Promise<void> {
    const { source } = this.#state;
    if (!source) return;
    const at = this.getTime();
    const wanted = this.#wanted;
    this.#ticket += 1;
    const ticket = this.#ticket;
    clearTimeout(this.#stallTimer);
    if (this.#recoveries >= MOST_RECOVERIES) return this.#fail({ state: 'unplayable' }, at);
    this.#recoveries += 1;
    this.#set({ phase: wanted ? 'waiting' : 'loading' });

    let answer: PlayerFailure;
    try {
      answer = await this.#parts.askState(source);
    } catch {
      answer = { state: 'unreachable' };
    }
    if (ticket !== this.#ticket) return;
    if (answer.state !== 'ready') return this.#fail(answer, at);
    const stillWanted = this.#wanted;
    this.#load(source, at);
    this.#recoveredAt = at;
    this.#wanted = stillWanted;
    if (stillWanted) this.#start();
  }

  #fail(failure: PlayerFailure, at: number): void {
    this.#wanted = false;
    this.#audio?.pause();
    this.#pendingSeek = at;
    this.#set({ phase: 'failed', failure });
  }

  #watchForStall(): void {
    clearTimeout(this.#stallTimer);
    this.#stallTimer = setTimeout(() => {
      if (this.#wanted && this.#state.phase === 'waiting') void this.#recover();
    }, STALLED_AFTER_MS);
  }

  #applySound(): void {
    const audio = this.#audio;
    if (!audio) return;
    audio.preservesPitch = true;
    // Loading a source puts the rate back to the default one.
    audio.defaultPlaybackRate = this.#state.speed;
    audio.playbackRate = this.#state.speed;
    audio.volume = this.#state.volume;
    audio.muted = this.#state.muted;
  }

  #element(): HTMLAudioElement {
    if (this.#audio) return this.#audio;
    const audio = this.#parts.createAudio();
    this.#audio = audio;
    const on = (type: keyof HTMLMediaElementEventMap, listener: () => void) =>
      audio.addEventListener(type, listener);

    on('loadedmetadata', () => {
      if (this.#state.source) this.#onMetadata(audio);
    });
    on('durationchange', () => {
      if (this.#state.source && Number.isFinite(audio.duration)) this.#set({ duration: audio.duration });
    });
    on('playing', () => {
      clearTimeout(this.#stallTimer);
      this.#set({ phase: 'playing', failure: null });
      this.#ticker.run();
    });
    on('waiting', () => {
      if (!this.#wanted) return;
      this.#set({ phase: 'waiting' });
      this.#watchForStall();
    });
    on('pause', () => {
      if (audio.ended || this.#state.phase === 'failed' || this.#state.phase === 'empty') return;
      // Also the system's own pause: a headset pulled out, another app's sound.
      if (this.#state.phase === 'playing') {
        this.#wanted = false;
        this.#set({ phase: 'paused' });
      }
    });
    on('ended', () => {
      const { loop } = this.#state;
      if (loop && loop.to !== null && loop.from < audio.duration) return this.play(undefined, loop.from);
      this.#wanted = false;
      this.#set({ phase: 'ended' });
      this.#ticker.tell(this.getTime());
    });
    on('seeked', () => this.#ticker.tell(this.getTime()));
    on('timeupdate', () => {
      const time = this.getTime();
      if (this.#recoveries > 0 && time > this.#recoveredAt + RECOVERED_AFTER_SECONDS) this.#recoveries = 0;
      this.#keepRules(time);
      this.#ticker.tell(time);
    });
    on('error', () => {
      if (this.#state.source && this.#state.phase !== 'failed') void this.#recover();
    });
    this.#applySound();
    return audio;
  }

  /** Keeps to the loop and skips silence. A hidden page has no frames; there the element's own events do. */
  #keepRules(now: number): void {
    const before = this.#tickedAt;
    this.#tickedAt = now;
    const { source, phase, loop, skipSilence } = this.#state;
    if (phase !== 'playing' || this.#audio?.seeking !== false) return;
    const silences = skipSilence && this.#silences?.key === source?.key ? this.#silences : null;
    const target = jumpTarget({ before, now }, { loop, silences: silences?.ranges ?? null });
    if (target !== null) this.seekTo(target);
  }

  #set(change: Partial<PlayerState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}
