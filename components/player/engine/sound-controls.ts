import { type PreferenceStore, readPreferences, writePreference } from './player-preferences';
import { type HeardSide, NO_SOUND, type PlayerState } from './player-state';

export type Mixer = { hear: (side: HeardSide) => void; wake: () => void };

export type SoundParts = {
  createAudio: () => HTMLAudioElement;
  preferences: PreferenceStore;
  /** Lets one side be heard alone; made when a side is chosen for the first time. */
  createMixer: (audio: HTMLAudioElement) => Mixer;
};

/** The player's state and how its sound is to be heard: speed, volume, side, and what is remembered of them. */
export class SoundControls<P extends SoundParts> {
  protected readonly parts: P;
  readonly #listeners = new Set<() => void>();
  #state: PlayerState;
  #audio: HTMLAudioElement | null = null;
  #mixer: Mixer | null = null;
  /** What the volume goes back to from nothing. */
  #audibleVolume = 1;

  constructor(parts: P) {
    this.parts = parts;
    this.#state = { ...NO_SOUND, ...readPreferences(parts.preferences) };
  }

  getState = (): PlayerState => this.#state;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  setSpeed(speed: number): void {
    if (this.#audio) this.#audio.playbackRate = speed;
    writePreference(this.parts.preferences, 'speed', speed);
    this.set({ speed });
  }

  setSkipSilence(skipSilence: boolean): void {
    writePreference(this.parts.preferences, 'skipSilence', skipSilence);
    this.set({ skipSilence });
  }

  setContinuous(continuous: boolean): void {
    writePreference(this.parts.preferences, 'continuous', continuous);
    this.set({ continuous });
  }

  /** Lets one side be heard alone, or both again. */
  hear(side: HeardSide): void {
    if (side !== 'both') this.#mixer ??= this.parts.createMixer(this.element());
    this.#mixer?.hear(side);
    this.wakeMixer();
    this.set({ side });
  }

  setVolume(volume: number): void {
    const kept = Math.min(Math.max(volume, 0), 1);
    if (kept > 0) this.#audibleVolume = kept;
    writePreference(this.parts.preferences, 'volume', kept);
    this.set({ volume: kept, muted: false });
    this.applySound();
  }

  toggleMute(): void {
    if (this.#state.volume === 0) return this.setVolume(this.#audibleVolume);
    this.set({ muted: !this.#state.muted });
    this.applySound();
  }

  /** The audio element; null until a recording is wanted for the first time. */
  protected get audio(): HTMLAudioElement | null {
    return this.#audio;
  }

  /** The audio element, made now if it is not there. */
  protected element(): HTMLAudioElement {
    if (this.#audio) return this.#audio;
    this.#audio = this.parts.createAudio();
    this.onElement(this.#audio);
    this.applySound();
    return this.#audio;
  }

  /** Fetches the head of a recording. */
  protected fetch(url: string): void {
    const audio = this.element();
    audio.src = url;
    audio.preload = 'metadata';
    audio.load();
  }

  /** Lets go of the recording. */
  protected unload(): void {
    this.#audio?.removeAttribute('src');
    this.#audio?.load();
  }

  /** Called once with the new element. */
  protected onElement(_audio: HTMLAudioElement): void {}

  protected applySound(): void {
    const audio = this.#audio;
    if (!audio) return;
    audio.preservesPitch = true;
    // Loading a source puts the rate back to the default one.
    audio.defaultPlaybackRate = this.#state.speed;
    audio.playbackRate = this.#state.speed;
    audio.volume = this.#state.volume;
    audio.muted = this.#state.muted;
  }

  /** A browser lets a mixer sleep until somebody presses something. */
  protected wakeMixer(): void {
    this.#mixer?.wake();
  }

  protected set(change: Partial<PlayerState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}
