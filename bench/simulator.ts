import { benchJob, type Version } from './jobs';

export type ProviderSettings = {
  url: string;
  instanceId: string;
  accessKeyId: string;
  accessKeySecret: string;
};

/** Where the simulator listens and whom it believes. */
export async function readSettings(control: string): Promise<ProviderSettings> {
  const response = await fetch(`${control}/settings`);
  if (!response.ok) throw new Error(`the simulator's settings: ${response.status}`);
  return (await response.json()) as ProviderSettings;
}

/** Turns the simulator's scripted jobs from one version to the other. */
export function createJobSwitch(control: string, count: number): { change(): Promise<void> } {
  let version: Version = 'b';
  return {
    async change() {
      version = version === 'a' ? 'b' : 'a';
      const jobs = Array.from({ length: count }, (_, at) => benchJob(at + 1, version));
      const response = await fetch(`${control}/jobs`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ jobs }),
      });
      if (!response.ok)
        throw new Error(`the simulator refused the jobs: ${response.status} ${await response.text()}`);
    },
  };
}
