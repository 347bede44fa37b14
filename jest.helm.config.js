const suite = require('./jest.config');

/**
 * The Helm chart with helm and a Kubernetes API server, which the first run builds: `npm run test:helm`.
 * @type {import('jest').Config}
 */
module.exports = {
  ...suite,
  roots: ['<rootDir>/test/deployment/helm'],
  testMatch: ['**/*.helm.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  maxWorkers: 1,
};
