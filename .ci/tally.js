const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

// node tally.js FOLDER [FAILED_PHASE...]: adds up the results that jest has written into the folder.
const [folder, ...failedPhases] = process.argv.slice(2);

const runs = readdirSync(folder).map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')));
const sum = (count) => runs.map(count).reduce((total, one) => total + one, 0);

const passed = sum((run) => run.numPassedTests);
const skipped = sum((run) => run.numPendingTests + run.numTodoTests);
// A file that cannot be loaded has no tests that could fail.
const failedTests = sum((run) => run.numFailedTests + run.numRuntimeErrorTestSuites);
// A phase that fails without a failed test, such as lint, counts as one.
const failed = Math.max(failedTests, failedPhases.length);

const verdict = failed === 0 ? 'All phases passed.' : `Failed: ${failedPhases.join(', ')}.`;
process.stdout.write(`\n${verdict}\n${passed} passed, ${failed} failed, ${skipped} skipped\n`);
process.exitCode = failed === 0 ? 0 : 1;
