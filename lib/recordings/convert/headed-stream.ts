import { providerFailed } from '../failures';

/** A recording's bytes, whose beginning can be looked at before they are read. */
export class HeadedStream {
  private readonly reader: ReadableStreamDefaultReader<Uint8Array>;
  private readonly pieces: Uint8Array[] = [];

  constructor(stream: ReadableStream<Uint8Array>) {
    this.reader = stream.getReader();
  }

  /**
   * Brings in the next piece, which is also kept for `read`; null at the end.
   * @throws AppError `provider_failed` when the transfer breaks off
   */
  async look(): Promise<Uint8Array | null> {
    const piece = await this.next();
    if (piece) this.pieces.push(piece);
    return piece;
  }

  /**
   * All bytes from the first one on, once. Whoever leaves off ends the transfer.
   * @throws AppError `provider_failed` when the transfer breaks off
   */
  async *read(): AsyncGenerator<Uint8Array, void> {
    try {
      for (let piece = this.pieces.shift(); piece; piece = this.pieces.shift()) yield piece;
      for (let piece = await this.next(); piece; piece = await this.next()) yield piece;
    } finally {
      await this.cancel();
    }
  }

  /** Ends the transfer, also under a `read` that waits. */
  async cancel(): Promise<void> {
    // A source that broke off has nothing left to end.
    await this.reader.cancel().catch(() => {});
  }

  private async next(): Promise<Uint8Array | null> {
    try {
      return (await this.reader.read()).value ?? null;
    } catch (error) {
      throw providerFailed('录音传输中断', null, error);
    }
  }
}
