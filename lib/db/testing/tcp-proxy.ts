import net from 'node:net';

type Pair = { client: net.Socket; server: net.Socket; muted: boolean; deaf: boolean };

/** A network between a client and a server that can be cut in the ways in which networks fail. */
export class TcpProxy {
  private readonly pairs = new Set<Pair>();
  private isMute = false;
  private readonly listener: net.Server;

  private constructor(public target: number) {
    this.listener = net.createServer((client) => this.accept(client));
  }

  static async start(target: number): Promise<TcpProxy> {
    const proxy = new TcpProxy(target);
    await new Promise<void>((resolve) => proxy.listener.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get port(): number {
    return (this.listener.address() as net.AddressInfo).port;
  }

  /** Connections that the client has not closed. */
  get open(): number {
    return this.pairs.size;
  }

  /** From now on nothing passes in either direction, and nobody is told; what is open now stays so for ever. */
  mute(): void {
    this.isMute = true;
    for (const pair of this.pairs) pair.muted = true;
  }

  /** The answers of what is open now are lost; what the client says still arrives. */
  loseAnswers(): void {
    for (const pair of this.pairs) pair.deaf = true;
  }

  /** New connections pass again. */
  restore(): void {
    this.isMute = false;
  }

  /** Resets every connection. */
  reset(): void {
    for (const { client, server } of this.pairs) {
      client.resetAndDestroy();
      server.destroy();
    }
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.listener.close(resolve));
    this.reset();
    await closed;
  }

  private accept(client: net.Socket): void {
    const server = new net.Socket();
    const pair: Pair = { client, server, muted: this.isMute, deaf: false };
    this.pairs.add(pair);
    client.on('data', (chunk) => !pair.muted && server.write(chunk));
    server.on('data', (chunk) => !pair.muted && !pair.deaf && client.write(chunk));
    client
      .on('error', () => {})
      .on('close', () => {
        this.pairs.delete(pair);
        // A server behind a mute network does not hear of it.
        if (!pair.muted) server.destroy();
      });
    server.on('error', () => {}).on('close', () => !pair.muted && client.destroy());
    if (!pair.muted) server.connect(this.target, '127.0.0.1');
  }
}
