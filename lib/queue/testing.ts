import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** Worker processes as `npm start` starts them, to be killed. For tests. */
export class TestWorkers {
  readonly alive = new Set<ChildProcess>();

  /** @param env of the workers: this process's own, and at least `DATABASE_URL` */
  constructor(private readonly env: () => NodeJS.ProcessEnv) {}

  /** Resolves when it is at work. */
  async start(): Promise<ChildProcess> {
    const args = ['--conditions=react-server', '--import', 'tsx', 'worker/main.ts'];
    const child = spawn(process.execPath, args, {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      env: {
        NEXTAUTH_URL: 'http://127.0.0.1:3000',
        NEXTAUTH_SECRET: 'a secret of a test, long enough',
        OUTBOUNDBOT_INSTANCE_ID: 'none',
        ALIBABA_CLOUD_ACCESS_KEY_ID: 'none',
        ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'none',
        LOG_LEVEL: 'warn',
        ...this.env(),
      },
    });
    this.alive.add(child);
    await once(child, 'message');
    return child;
  }

  /** SIGKILL: it can say nothing more. */
  async kill(child: ChildProcess): Promise<void> {
    this.alive.delete(child);
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  async killAll(): Promise<void> {
    await Promise.all([...this.alive].map((child) => this.kill(child)));
  }
}
