import type { RecordingState } from '@/lib/recordings/queries';

import { toSpeed } from './speeds';

/** A recording that can be played. `key` names the call: a job that was called again is another recording. */
export type PlayerSource = {
  key: string;
  rowId: number;
  callId: string | null;
  url: string;
  /** Who was called, for the small player and the system's media keys. */
  title: string;
  taskId: number;
  taskName: string;
  /** Seconds, as the provider tells them; until the sound itself is known. */
  expectedSeconds: number | null;
};

/** Why the sound broke off: what the server says of the recording, or what the browser could not do. */
export type PlayerFailure = RecordingState | { state: 'unplayable' | 'unreachable'; request_id?: string };

export type PlayerPhase = 'empty' | 'loading' | 'paused' | 'playing' | 'waiting' | 'ended' | 'failed';

export type PlayerState = {
  source: PlayerSource | null;
  phase: PlayerPhase;
  /** Seconds; null until known. */
  duration: number | null;
  speed: number;
  volume: number;
  muted: boolean;
  failure: PlayerFailure | null;
};

export type PlayerPreferences = {
  read: (key: string) => string | null;
  write: (key: string, value: string) => void;
};

export type PlayerParts = {
  createAudio: () => HTMLAudioElement;
  /** Asks the server why a recording broke off. Throws when the server is out of reach. */
  askState: (source: PlayerSource) => Promise<RecordingState>;
  preferences: PlayerPreferences;
  /** Called when sound begins here, so that it can stop elsewhere. */
  onSound?: () => void;
};

const SPEED_KEY = 'callboard-player-speed';
const VOLUME_KEY = 'callboard-player-volume';

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
  #state: PlayerState = {
    source: null,
    phase: 'empty',
    duration: null,
    speed: 1,
    volume: 1,
    muted: false,
    failure: null,
  };
  readonly #parts: PlayerParts;
  readonly #listeners = new Set<() => void>();
  readonly #timeListeners = new Set<(seconds: number) => void>();
  /** Where the operator left each recording, by its key. */
  readonly #places = new Map<string, number>();
  #audio: HTMLAudioElement | null = null;
  /** A place to go to as soon as the sound is there. */
  #pendingSeek: number | null = null;
  #wanted = false;
  #recoveries = 0;
  #recoveredAt = 0;
  #ticket = 0;
  #frame = 0;
  #stallTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: PlayerParts) {
    this.#parts = parts;
    const volume = Number.parseFloat(parts.preferences.read(VOLUME_KEY) ?? '1');
    this.#state = {
      ...this.#state,
      speed: toSpeed(parts.preferences.read(SPEED_KEY)),
      volume: volume >= 0 && volume <= 1 ? volume : 1,
    };
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
  subscribeTime = (listener: (seconds: number) => void): (() => void) => {
    this.#timeListeners.add(listener);
    this.#runFrames();
    return () => this.#timeListeners.delete(listener);
  };

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
    if (audio.readyState === 0) this.#pendingSeek = target;
    else audio.currentTime = target;
    if (this.#state.phase === 'ended') this.#set({ phase: 'paused' });
    this.#emitTime(target);
  }

  seekBy(seconds: number): void {
    this.seekTo(this.getTime() + seconds);
  }

  setSpeed(speed: number): void {
    if (this.#audio) this.#audio.playbackRate = speed;
    this.#parts.preferences.write(SPEED_KEY, String(speed));
    this.#set({ speed });
  }

  setVolume(volume: number): void {
    const kept = Math.min(Math.max(volume, 0), 1);
    this.#parts.preferences.write(VOLUME_KEY, String(kept));
    this.#set({ volume: kept, muted: false });
    this.#applySound();
  }

  toggleMute(): void {
    this.#set({ muted: !this.#state.muted });
    this.#applySound();
  }

  /** Ends the sound and forgets the recording: the small player goes away. */
  close(): void {
    this.#leave();
    this.#wanted = false;
    this.#audio?.removeAttribute('src');
    this.#audio?.load();
    this.#set({ source: null, phase: 'empty', duration: null, failure: null });
  }

  #load(source: PlayerSource, at: number): void {
    this.#leave();
    this.#wanted = false;
    const audio = this.#element();
    this.#pendingSeek = at > 0 ? at : null;
    audio.src = source.url;
    audio.preload = 'metadata';
    audio.load();
    this.#applySound();
    this.#set({ source, phase: 'loading', duration: null, failure: null });
    this.#emitTime(at);
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
      const duration = Number.isFinite(audio.duration) ? audio.duration : null;
      if (this.#pendingSeek !== null) audio.currentTime = Math.min(this.#pendingSeek, duration ?? Infinity);
      this.#pendingSeek = null;
      this.#set({ duration, ...(this.#state.phase === 'loading' ? { phase: 'paused' } : {}) });
      this.#emitTime(this.getTime());
    });
    on('durationchange', () => {
      if (Number.isFinite(audio.duration)) this.#set({ duration: audio.duration });
    });
    on('playing', () => {
      clearTimeout(this.#stallTimer);
      this.#set({ phase: 'playing', failure: null });
      this.#runFrames();
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
      this.#wanted = false;
      this.#set({ phase: 'ended' });
      this.#emitTime(this.getTime());
    });
    on('seeked', () => this.#emitTime(this.getTime()));
    on('timeupdate', () => {
      const time = this.getTime();
      if (this.#recoveries > 0 && time > this.#recoveredAt + RECOVERED_AFTER_SECONDS) this.#recoveries = 0;
      this.#emitTime(time);
    });
    on('error', () => {
      if (this.#state.source && this.#state.phase !== 'failed') void this.#recover();
    });
    this.#applySound();
    return audio;
  }

  #runFrames(): void {
    if (this.#frame !== 0 || this.#timeListeners.size === 0 || this.#state.phase !== 'playing') return;
    const step = () => {
      this.#frame = 0;
      this.#emitTime(this.getTime());
      this.#runFrames();
    };
    this.#frame = requestAnimationFrame(step);
  }

  #emitTime(seconds: number): void {
    for (const listener of this.#timeListeners) listener(seconds);
  }

  #set(change: Partial<PlayerState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}
