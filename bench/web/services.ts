import { setTimeout as sleep } from 'node:timers/promises';

/** What scripts/bench-web.mjs hands over. */
export type Services = {
  databaseUrl: string;
  controlUrl: string;
  nextauthSecret: string;
  /** The simulator as `appEnv` wants it. */
  simulator: unknown;
  /** The build to serve, relative to the project. */
  distDir: string;
  /** Chromium's program. */
  chromium: string;
  /** Lighthouse's module. */
  lighthouse: string;
  logs: string;
};

export type App = { pid: number; url: string; stop: () => Promise<void> };

// The set-up scripts are plain JavaScript, because they run before anything is installed.
type Recorded = { pid: number; startTime: string | null };
type ServiceScripts = {
  startApp: (options: {
    port: number;
    env: Record<string, string>;
    log: string;
    onStart: (recorded: Recorded) => void;
  }) => Promise<Recorded & { url: string }>;
  /** As Ctrl-C does: at SIGTERM the app waits for its balancer first. */
  stopApp: (recorded: Recorded) => Promise<void>;
  appEnv: (services: Record<string, unknown>) => Record<string, string>;
};
type LeftoverScripts = { remember: (recorded: Recorded) => () => void };
type PortScripts = { freePort: () => Promise<number> };

const script = (name: string): Promise<unknown> =>
  import(new URL(`../../scripts/lib/${name}.mjs`, import.meta.url).href);

/** A TCP port of 127.0.0.1 that nobody holds now. */
export const freePort = async (): Promise<number> => ((await script('ports')) as PortScripts).freePort();

/** Starts a production server of its own, which nobody has asked for anything but its health. */
export async function startFreshApp(services: Services): Promise<App> {
  const { appEnv, startApp, stopApp } = (await script('services')) as ServiceScripts;
  const { remember } = (await script('leftovers')) as LeftoverScripts;
  const port = await freePort();
  const { databaseUrl, simulator, nextauthSecret, distDir, logs } = services;
  let forget: () => void = () => {};
  const running = await startApp({
    port,
    env: {
      TZ: 'UTC',
      NEXT_DIST_DIR: distDir,
      LOG_LEVEL: 'warn',
      ...appEnv({ databaseUrl, appPort: port, simulator, nextauthSecret }),
      REFRESH_RATE_LIMIT: '0',
      PROVIDER_RATE_LIMIT: '0',
    },
    log: `${logs}/app.log`,
    onStart: (recorded) => (forget = remember(recorded)),
  });
  // What a server does right after its start is over before an operator has typed a password.
  await sleep(1000);
  return {
    pid: running.pid,
    url: running.url,
    stop: async () => {
      await stopApp(running);
      forget();
    },
  };
}

/** Refreshes the task's first pages, as an operator would have done before. */
export async function refreshPages(
  app: App,
  { taskId, token }: { taskId: number; token: string },
  pageSize: number,
): Promise<void> {
  for (const page of [1, 2]) {
    const response = await fetch(`${app.url}/api/query-task-execution`, {
      method: 'POST',
      headers: { 'access-token': token },
      body: JSON.stringify({ task_id: taskId, page, page_size: pageSize, skip_recording: true }),
    });
    if (!response.ok) throw new Error(`refresh of page ${page}: ${await response.text()}`);
    await response.arrayBuffer();
  }
}
