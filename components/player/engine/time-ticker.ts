type TimeListener = (seconds: number) => void;

/**
 * Tells the place in the sound: at every frame while it runs, and whenever it jumps. Nothing is rendered for it.
 */
export class TimeTicker {
  readonly #listeners = new Set<TimeListener>();
  readonly #nextTime: () => number | null;
  #frame = 0;

  /** @param nextTime called at each frame: the second to tell, or null when the sound stands still */
  constructor(nextTime: () => number | null) {
    this.#nextTime = nextTime;
  }

  subscribe(listener: TimeListener): () => void {
    this.#listeners.add(listener);
    this.run();
    return () => this.#listeners.delete(listener);
  }

  tell(seconds: number): void {
    for (const listener of this.#listeners) listener(seconds);
  }

  /** Goes on frame by frame until the sound stands still or nobody listens. */
  run(): void {
    if (this.#frame !== 0 || this.#listeners.size === 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      const seconds = this.#nextTime();
      if (seconds === null) return;
      this.tell(seconds);
      this.run();
    });
  }
}
