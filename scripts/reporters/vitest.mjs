import { writeFileSync } from 'node:fs';

/**
 * Counts what Vitest really ran and writes it to RESULTS_FILE. A file that fails to load, an unhandled error and a run
 * without any test count as failed.
 */
export default class ResultsReporter {
  onTestRunEnd(modules, unhandledErrors, reason) {
    const counts = { passed: 0, failed: 0, skipped: 0, finished: true };
    for (const module of modules) {
      let failedTests = 0;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'failed') failedTests += 1;
        else if (state === 'passed') counts.passed += 1;
        else counts.skipped += 1;
      }
      counts.failed += failedTests;
      // A hook or an import that throws fails the file, not a test.
      const errors = [
        ...module.errors(),
        ...[...module.children.allSuites()].flatMap((suite) => suite.errors()),
      ];
      if (errors.length > 0 || (module.state() === 'failed' && failedTests === 0)) counts.failed += 1;
    }
    counts.failed += unhandledErrors.length;
    if (modules.length === 0) counts.failed += 1;
    if (reason === 'interrupted') counts.finished = false;
    writeFileSync(process.env.RESULTS_FILE, JSON.stringify(counts));
  }
}
