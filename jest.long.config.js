const suite = require('./jest.config');

/**
 * What takes half a minute or more each: whole commands that are killed, waited for, looked at in a browser, or
 * searched for leaks. `npm run test:long`; CI runs it beside the suite.
 * @type {import('jest').Config}
 */
module.exports = {
  ...suite,
  testMatch: ['**/*.long.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
};
