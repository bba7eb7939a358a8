import type { Range } from '@/lib/recordings/sound/types';
import type { RecordingState } from '@/lib/recordings/queries';

import { lacksOutput, listenToAudio } from './audio-events';
import { stepLoop } from './playback-rules';
import type { PlayerFailure, PlayerSource } from './player-state';
import { Recovery } from './recovery';
import { RuleKeeper } from './rule-keeper';
import { SoundControls, type SoundParts } from './sound-controls';
import { TimeTicker } from './time-ticker';

export type PlayerParts = SoundParts & {
  /** Asks the server why a recording broke off. Throws when the server is out of reach. */
  askState: (source: PlayerSource) => Promise<RecordingState>;
  /** Called when sound begins here, so that it can stop elsewhere. */
  onSound?: () => void;
};

/**
 * The sound, apart from its view: one audio element that outlives drawers and rows.
 *
 * State changes are few and go to `subscribe`; the running time goes to `subscribeTime`, at every frame while playing,
 * so that nothing is rendered anew for it. A link that expired or a connection that broke is mended unseen, and the
 * sound goes on at the same second.
 */
export class PlayerEngine extends SoundControls<PlayerParts> {
  readonly #ticker = new TimeTicker(() => {
    if (this.getState().phase !== 'playing') return null;
    this.#keepRules(this.getTime());
    return this.getTime();
  });
  readonly #recovery = new Recovery(() => {
    if (this.#wanted && this.getState().phase === 'waiting') void this.#recover();
  });
  readonly #rules = new RuleKeeper();
  /** Where the operator left each recording, by its key. */
  readonly #places = new Map<string, number>();
  /** The recording, by its key, that is fetched although nobody has asked for it yet. */
  #prepared: string | null = null;
  /** A place to go to as soon as the sound is there. */
  #pendingSeek: number | null = null;
  #wanted = false;
  /** Another one for each recording that is loaded: an answer about an earlier one is thrown away. */
  #ticket = 0;

  /** The place in the recording, in seconds. */
  getTime = (): number => this.#pendingSeek ?? this.audio?.currentTime ?? 0;

  /** Where a recording stands: the running one's time, or the place where another was left. */
  placeOf = (key: string): number =>
    this.getState().source?.key === key ? this.getTime() : (this.#places.get(key) ?? 0);

  /** Called at every frame while the sound runs, and once after each jump. */
  subscribeTime = (listener: (seconds: number) => void): (() => void) => this.#ticker.subscribe(listener);

  /**
   * Fetches the beginning of a recording that is likely to be played next, when there is none: nothing of it is shown,
   * and what goes wrong is told when it is played.
   */
  prepare(source: PlayerSource): void {
    if (this.getState().source || this.#prepared === source.key) return;
    this.#prepared = source.key;
    this.fetch(source.url);
  }

  /** Gets a recording ready without playing it, unless another one sounds. True when it is the loaded one afterwards. */
  offer(source: PlayerSource, at?: number): boolean {
    const { source: current } = this.getState();
    if (current?.key === source.key) {
      this.set({ source });
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
    const { phase } = this.getState();
    return this.#wanted && phase !== 'failed' && phase !== 'empty';
  }

  /** Plays a recording, from where it was left or from `at` seconds; the one before it stops. */
  play(source: PlayerSource | null = this.getState().source, at?: number): void {
    if (!source) return;
    this.#recovery.forget();
    const { source: current, phase } = this.getState();
    if (current?.key !== source.key || phase === 'failed') {
      this.#load(source, at ?? this.placeOf(source.key));
    } else if (at !== undefined) {
      this.seekTo(at);
    } else if (phase === 'ended') {
      this.seekTo(0);
    }
    this.#wanted = true;
    this.set({ begun: true });
    this.#start();
  }

  pause(): void {
    this.#wanted = false;
    this.#recovery.rest();
    this.audio?.pause();
    const { phase } = this.getState();
    if (phase === 'waiting' || phase === 'loading') this.set({ phase: 'paused' });
  }

  toggle(source: PlayerSource | null = this.getState().source): void {
    if (source && source.key === this.getState().source?.key && this.isBusy()) this.pause();
    else this.play(source);
  }

  seekTo(seconds: number): void {
    const { audio } = this;
    const { source, duration, phase } = this.getState();
    if (!audio || !source) return;
    const target = Math.min(Math.max(seconds, 0), duration ?? Infinity);
    this.#rules.jumped(target);
    if (audio.readyState === 0) this.#pendingSeek = target;
    else audio.currentTime = target;
    if (phase === 'ended') this.set({ phase: 'paused' });
    this.#ticker.tell(target);
  }

  seekBy(seconds: number): void {
    this.seekTo(this.getTime() + seconds);
  }

  /** Tells where nobody speaks in a recording, so that it can be skipped. */
  setSilences(key: string, ranges: readonly Range[]): void {
    this.#rules.setSilences(key, ranges);
  }

  /** The loop's beginning here, then its end, then no loop. */
  stepLoop(): void {
    const { source, loop: before } = this.getState();
    if (!source) return;
    const loop = stepLoop(before, this.getTime());
    this.set({ loop });
    // A part is wanted again as soon as its end is set.
    if (loop && loop.to !== null) this.seekTo(loop.from);
  }

  clearLoop(): void {
    this.set({ loop: null });
  }

  /** Ends the sound and forgets the recording: the small player goes away. */
  close(): void {
    this.#leave();
    this.#wanted = false;
    this.unload();
    this.set({ source: null, phase: 'empty', begun: false, duration: null, loop: null, failure: null });
  }

  #load(source: PlayerSource, at: number): void {
    this.#leave();
    this.#wanted = false;
    const audio = this.element();
    const here = this.#prepared === source.key && audio.error === null;
    this.#prepared = null;
    this.#pendingSeek = at > 0 ? at : null;
    if (!here) this.fetch(source.url);
    this.applySound();
    const before = this.getState();
    if (before.source?.key !== source.key) {
      // A side and a part that were chosen in one recording mean nothing in another.
      if (before.side !== 'both') this.hear('both');
      this.set({ loop: null, begun: false });
    }
    this.set({ source, phase: 'loading', duration: null, failure: null });
    if (audio.readyState > 0) this.#onMetadata(audio);
    this.#ticker.tell(at);
  }

  #onMetadata(audio: HTMLAudioElement): void {
    const duration = Number.isFinite(audio.duration) ? audio.duration : null;
    if (this.#pendingSeek !== null) audio.currentTime = Math.min(this.#pendingSeek, duration ?? Infinity);
    this.#pendingSeek = null;
    this.set({ duration, ...(this.getState().phase === 'loading' ? { phase: 'paused' } : {}) });
    this.#ticker.tell(this.getTime());
  }

  /** Remembers the place in the recording that is loaded, and lets nothing of it come back. */
  #leave(): void {
    this.#ticket += 1;
    this.#recovery.rest();
    const { source, phase } = this.getState();
    if (source) this.#places.set(source.key, phase === 'ended' ? 0 : this.getTime());
    this.#pendingSeek = null;
  }

  #start(): void {
    const audio = this.element();
    const ticket = this.#ticket;
    if (this.getState().phase !== 'playing') this.set({ phase: 'waiting' });
    this.#recovery.watch();
    this.parts.onSound?.();
    this.wakeMixer();
    audio.play().catch((error: unknown) => {
      if (ticket !== this.#ticket) return;
      // The browser wants a click first. Every other refusal also comes as an `error` event, or is our own pause.
      if (error instanceof DOMException && error.name === 'NotAllowedError') {
        this.#wanted = false;
        this.set({ phase: 'paused' });
      }
    });
  }

  async #recover(): Promise<void> {
    const { source } = this.getState();
    if (!source) return;
    const at = this.getTime();
    const wanted = this.#wanted;
    this.#ticket += 1;
    const ticket = this.#ticket;
    this.#recovery.rest();
    if (!this.#recovery.tryAgain()) return this.#fail({ state: 'unplayable' }, at);
    this.set({ phase: wanted ? 'waiting' : 'loading' });

    const unreachable = (): PlayerFailure => ({ state: 'unreachable' });
    const answer = await this.parts.askState(source).catch(unreachable);
    if (ticket !== this.#ticket) return;
    if (answer.state !== 'ready') return this.#fail(answer, at);
    const stillWanted = this.#wanted;
    this.#load(source, at);
    this.#recovery.resumed(at);
    this.#wanted = stillWanted;
    if (stillWanted) this.#start();
  }

  #fail(failure: PlayerFailure, at: number): void {
    this.#wanted = false;
    this.audio?.pause();
    this.#pendingSeek = at;
    this.set({ phase: 'failed', failure });
  }

  protected override onElement(audio: HTMLAudioElement): void {
    listenToAudio(audio, {
      onMetadata: () => {
        if (this.getState().source) this.#onMetadata(audio);
      },
      onDuration: () => {
        if (this.getState().source && Number.isFinite(audio.duration)) this.set({ duration: audio.duration });
      },
      onSound: () => {
        this.#recovery.rest();
        if (this.getState().phase === 'playing') return;
        this.set({ phase: 'playing', failure: null });
        this.#ticker.run();
      },
      onWaiting: () => {
        if (!this.#wanted) return;
        this.set({ phase: 'waiting' });
        this.#recovery.watch();
      },
      onPause: () => {
        if (audio.ended || this.getState().phase !== 'playing') return;
        this.#wanted = false;
        this.set({ phase: 'paused' });
      },
      onEnded: () => this.#onEnded(audio),
      onSeeked: () => this.#ticker.tell(this.getTime()),
      onTime: () => {
        const time = this.getTime();
        this.#recovery.heard(time);
        this.#keepRules(time);
        this.#ticker.tell(time);
      },
      onError: () => {
        const { source, phase } = this.getState();
        if (!source || phase === 'failed') return;
        if (lacksOutput(audio)) this.#fail({ state: 'no_output' }, this.getTime());
        else void this.#recover();
      },
    });
  }

  #onEnded(audio: HTMLAudioElement): void {
    const { loop } = this.getState();
    if (loop && loop.to !== null && loop.from < audio.duration) return this.play(undefined, loop.from);
    this.#wanted = false;
    this.set({ phase: 'ended' });
    this.#ticker.tell(this.getTime());
  }

  /** Keeps to the loop and skips silence. A hidden page has no frames; there the element's own events do. */
  #keepRules(now: number): void {
    const target = this.#rules.target(now, this.getState(), this.audio?.seeking !== false);
    if (target !== null) this.seekTo(target);
  }
}
