import { benchJob, type Version } from './jobs';

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
