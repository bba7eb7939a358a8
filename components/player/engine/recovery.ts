/** A recording that breaks off is fetched anew so many times before the operator is told. */
const MOST_RECOVERIES = 2;
/** So many seconds of sound after a recovery prove that it worked. */
const RECOVERED_AFTER_SECONDS = 2;
/** Without sound for so long while it should play, the connection counts as broken. */
const STALLED_AFTER_MS = 12_000;

/** When a recording counts as broken off, and how often it is fetched anew. */
export class Recovery {
  readonly #onStall: () => void;
  #tries = 0;
  #resumedAt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param onStall called when sound has not come for too long */
  constructor(onStall: () => void) {
    this.#onStall = onStall;
  }

  /** Sound is waited for from now on. */
  watch(): void {
    this.rest();
    this.#timer = setTimeout(this.#onStall, STALLED_AFTER_MS);
  }

  /** Sound is here, or is no longer wanted. */
  rest(): void {
    clearTimeout(this.#timer);
  }

  /** Counts one more try; false when there have been enough. */
  tryAgain(): boolean {
    if (this.#tries >= MOST_RECOVERIES) return false;
    this.#tries += 1;
    return true;
  }

  /** The recording was fetched anew and goes on at this second. */
  resumed(seconds: number): void {
    this.#resumedAt = seconds;
  }

  /** Sound has come to this second. */
  heard(seconds: number): void {
    if (this.#tries > 0 && seconds > this.#resumedAt + RECOVERED_AFTER_SECONDS) this.forget();
  }

  /** A person asks anew. */
  forget(): void {
    this.#tries = 0;
  }
}
