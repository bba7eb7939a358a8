import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';

import { reasonOf } from './reason.mjs';

/**
 * Counts what Vitest really ran, names what failed and says why, and writes both to RESULTS_FILE. A file that fails to load, an
 * unhandled error and a run without any test count as failed.
 */
export default class ResultsReporter {
  onTestRunEnd(modules, unhandledErrors, reason) {
    const counts = { passed: 0, failed: 0, skipped: 0, finished: true, failures: [], reasons: [] };
    const fail = (...names) => {
      counts.failed += 1;
      counts.failures.push(names.join(' > '));
    };
    for (const module of modules) {
      const file = relative(process.cwd(), module.moduleId);
      let failedTests = 0;
      for (const test of module.children.allTests()) {
        const { state, errors } = test.result();
        if (state === 'failed') {
          failedTests += 1;
          fail(file, test.fullName);
          counts.reasons.push(reasonOf(`${file} > ${test.fullName}`, errors?.[0]));
        } else if (state === 'passed') counts.passed += 1;
        else counts.skipped += 1;
      }
      // A hook or an import that throws fails the file, not a test.
      const errors = [
        ...module.errors(),
        ...[...module.children.allSuites()].flatMap((suite) => suite.errors()),
      ];
      if (errors.length > 0 || (module.state() === 'failed' && failedTests === 0)) {
        fail(file, 'the file itself');
        counts.reasons.push(reasonOf(file, errors[0]));
      }
    }
    for (const error of unhandledErrors) fail('outside the tests', String(error.message).split('\n')[0]);
    if (modules.length === 0) fail('no tests');
    if (reason === 'interrupted') counts.finished = false;
    writeFileSync(process.env.RESULTS_FILE, JSON.stringify(counts));
  }
}
