/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: '<rootDir>/test/setup/environment.ts',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  // Of the crash matrix, only the quick cells of single onboardings; all of it: npm run test:crash. Slow tests have a
  // command of their own too: npm run test:long.
  testPathIgnorePatterns: [
    '/node_modules/',
    '<rootDir>/test/crash/(?!quickCells\\.)',
    '\\.(long|helm)\\.test\\.ts$',
  ],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2023', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
  globalSetup: '<rootDir>/test/setup/globalSetup.ts',
  globalTeardown: '<rootDir>/test/setup/globalTeardown.ts',
  testTimeout: 30_000,
  // One more than a small machine has cores: most tests wait for timers of the Temporal server.
  maxWorkers: 3,
  // Modules that a file leaves behind add up.
  workerIdleMemoryLimit: '1GB',
};
