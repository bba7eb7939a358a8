/**
 * What several runs of the same tests came to.
 * @param {{ passed: number, failed: number, failures: string[], seconds: number }[]} runs
 * @returns {{ passed: number, failed: number, failedRuns: number, flaky: [name: string, runs: number][] }}
 *   flaky: what failed and in how many of the runs, the most frequent first
 */
export function tally(runs) {
  const times = new Map();
  for (const { failures } of runs) {
    for (const name of new Set(failures)) times.set(name, (times.get(name) ?? 0) + 1);
  }
  const sum = (field) => runs.reduce((total, run) => total + run[field], 0);
  return {
    passed: sum('passed'),
    failed: sum('failed'),
    failedRuns: runs.filter(({ failed }) => failed > 0).length,
    flaky: [...times].sort(([a, x], [b, y]) => y - x || a.localeCompare(b)),
  };
}

/** @param {Parameters<typeof tally>[0]} runs */
export function tallyLines(runs) {
  const { passed, failed, failedRuns, flaky } = tally(runs);
  const of = (count) => `${count} of ${runs.length}`;
  return [
    ...runs.map(
      (run, index) =>
        `${run.failed > 0 ? '✗' : '✓'} run ${index + 1}  ${run.seconds.toFixed(0).padStart(6)} s  ${run.passed} passed, ${run.failed} failed`,
    ),
    ...flaky.map(([name, count]) => `  failed in ${of(count)}: ${name}`),
    `${passed} passed, ${failed} failed; ${of(failedRuns)} runs failed`,
  ];
}
