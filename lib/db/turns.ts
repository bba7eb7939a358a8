/** Gives a number of turns at once; who comes later waits, in order, until a deadline. */
export class Turns {
  private readonly waiting = new Set<() => void>();
  private taken = 0;

  constructor(
    private readonly most: number,
    private readonly mostWaiting: number,
  ) {}

  /**
   * Waits for a turn; each one that is taken has to be given back.
   *
   * @param deadline of `performance.now()`
   * @returns false when none came in time, or too many wait already
   */
  take(deadline: number): Promise<boolean> {
    const ms = deadline - performance.now();
    if (ms <= 0) return Promise.resolve(false);
    if (this.taken < this.most) {
      this.taken++;
      return Promise.resolve(true);
    }
    if (this.waiting.size >= this.mostWaiting) return Promise.resolve(false);
    return new Promise((resolve) => {
      const timer = Number.isFinite(ms) ? setTimeout(() => settle(false), ms) : undefined;
      const settle = (came: boolean) => {
        clearTimeout(timer);
        this.waiting.delete(turn);
        resolve(came);
      };
      const turn = () => settle(true);
      this.waiting.add(turn);
    });
  }

  give(): void {
    const [next] = this.waiting;
    if (next) next();
    else this.taken--;
  }

  /** Waits until every turn is given back, at most so long. */
  async allGiven(ms: number): Promise<void> {
    const until = performance.now() + ms;
    while (this.taken > 0 && performance.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}
