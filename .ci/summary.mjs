import { readFileSync } from 'node:fs';

// Usage: node summary.mjs FAILED_STEPS REPORT…  Prints `N passed, N failed[, N skipped]`; exits 1 if anything failed.
// A report is vitest's JSON; beside it lies REPORT.status, the exit status of the run.
const [failedSteps, ...reports] = process.argv.slice(2);
const total = { passed: 0, failed: Number(failedSteps), skipped: 0 };
for (const path of reports) {
  const { passed, failed, skipped } = readReport(path);
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
}
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
console.log(`${total.passed} passed, ${total.failed} failed${skipped}`);
process.exitCode = total.failed > 0 ? 1 : 0;

function readReport(path) {
  try {
    const report = JSON.parse(readFileSync(path, 'utf8'));
    // A file that cannot even be loaded has no failed test of its own.
    const broken = report.testResults.filter(
      (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
    ).length;
    const failed = report.numFailedTests + broken;
    tellFailures(report);
    const isGreen = readFileSync(`${path}.status`, 'utf8') === '0';
    return {
      passed: report.numPassedTests,
      failed: failed === 0 && !isGreen ? 1 : failed,
      skipped: report.numPendingTests + report.numTodoTests,
    };
  } catch (error) {
    console.error(`no report of this run: ${error.message}`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

/** Names what failed where the end of a log shows it. */
function tellFailures({ testResults }) {
  for (const { name, status, message, assertionResults } of testResults) {
    if (status !== 'failed') continue;
    const failures = assertionResults.filter((test) => test.status === 'failed');
    if (failures.length === 0) console.log(`FAILED ${name}\n${message.slice(0, 2000)}`);
    for (const { fullName, failureMessages } of failures) {
      console.log(`FAILED ${name}: ${fullName}\n${failureMessages.join('\n').slice(0, 2000)}`);
    }
  }
}
