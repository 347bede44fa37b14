const suite = require('./jest.config');

/**
 * What takes long: whole commands that are killed, waited for, looked at in a browser, or searched for leaks, and what
 * seldom changes. `npm run test:long`; CI runs it beside the suite.
 * @type {import('jest').Config}
 */
module.exports = {
  ...suite,
  testMatch: ['**/*.long.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  maxWorkers: 2,
};
