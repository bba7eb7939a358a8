/** How many conversions that take a thread may be under way at once in one process. */
const MOST = 2;

/** Lets so many in and turns the others away: an encoder keeps a core busy, and waiting downloads look dead. */
export class ConversionSlots {
  private taken = 0;

  constructor(private readonly most = MOST) {}

  get isFull(): boolean {
    return this.taken >= this.most;
  }

  /** Null when all are taken; else what gives it back. */
  take(): (() => void) | null {
    if (this.isFull) return null;
    this.taken += 1;
    let isTaken = true;
    return () => {
      if (isTaken) this.taken -= 1;
      isTaken = false;
    };
  }
}
