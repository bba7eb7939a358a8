import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';

import { reasonOf } from './reason.mjs';

/**
 * Counts what Playwright really ran, names what failed and says why, and writes both to RESULTS_FILE. A file that fails to load, an
 * error outside a test and a run without any test count as failed; so does a test that was expected to fail and passed.
 */
export default class ResultsReporter {
  #errors = [];
  #suite = null;

  onBegin(_config, suite) {
    this.#suite = suite;
  }

  onError({ message }) {
    this.#errors.push(`outside the tests > ${String(message).split('\n')[0]}`);
  }

  onEnd(result) {
    const finished = result.status !== 'interrupted';
    const counts = { passed: 0, failed: 0, skipped: 0, finished, failures: this.#errors, reasons: [] };
    const tests = this.#suite?.allTests() ?? [];
    for (const test of tests) {
      const outcome = test.outcome();
      if (outcome === 'expected') counts.passed += 1;
      else if (outcome === 'skipped' && test.results.length > 0) counts.skipped += 1;
      // A retry that passed, or a test that was never reached because the run ended before it.
      else if (outcome === 'flaky' || outcome === 'unexpected' || test.expectedStatus !== 'skipped') {
        counts.failures.push(nameOf(test));
        counts.reasons.push(reasonOf(nameOf(test), test.results.flatMap(({ errors }) => errors).at(-1)));
      } else counts.skipped += 1;
    }
    if (tests.length === 0 && counts.failures.length === 0) counts.failures.push('no tests');
    counts.failed = counts.failures.length;
    writeFileSync(process.env.RESULTS_FILE, JSON.stringify(counts));
  }

  printsToStdio() {
    return false;
  }
}

/** The first two parts of its path are the project and the file. */
function nameOf(test) {
  return [relative(process.cwd(), test.location.file), ...test.titlePath().slice(3)].join(' > ');
}
