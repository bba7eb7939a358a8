/**
 * The simulated time that the world follows. It runs with real time, from wherever it was set, unless frozen.
 * Signatures and recording links do not follow it: they are about the real moment.
 */
export class Clock {
  private offset = 0;
  private frozenAt: number | null = null;

  constructor(start: { now?: string | number | undefined; frozen?: boolean | undefined } = {}) {
    this.set(start);
  }

  /** epoch ms */
  now(): number {
    return this.frozenAt ?? Date.now() + this.offset;
  }

  get frozen(): boolean {
    return this.frozenAt !== null;
  }

  /** Without `now` the present simulated time is kept; throws a RangeError for a time that is none. */
  set({ now, frozen }: { now?: string | number | undefined; frozen?: boolean | undefined }): void {
    const time = now === undefined ? this.now() : new Date(now).getTime();
    if (!Number.isFinite(time)) throw new RangeError(`not a time: ${now}`);
    this.offset = time - Date.now();
    this.frozenAt = (frozen ?? this.frozen) ? time : null;
  }

  advance(ms: number): void {
    this.set({ now: this.now() + ms });
  }
}
