import { readFileSync } from 'node:fs';

/** Linux counts a process's time in hundredths of a second, on every machine that Node runs on. */
const TICK_MS = 10;

/** Processor time that a process has used with all its threads, in ms, as the kernel says. Linux only. */
export function processorMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  // The name in parentheses may hold spaces; after it come state (field 3) … utime (14) and stime (15).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

/** Resident memory of a process in bytes, as the kernel says. Linux only. */
export function residentBytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
}

/**
 * How long a process's main thread has worked, and how long it could have and found no processor free, in ms: on a
 * machine that others use as well, the second belongs to them. Linux only.
 */
export function mainThreadMs(pid: number): { worked: number; waited: number } {
  const [worked, waited] = readFileSync(`/proc/${pid}/schedstat`, 'latin1').split(' ');
  return { worked: Number(worked) / 1e6, waited: Number(waited) / 1e6 };
}
