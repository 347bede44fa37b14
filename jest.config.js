/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: '<rootDir>/test/setup/environment.ts',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  // Of the crash matrix the quick cells alone belong to every run of the suite; the rest: npm run test:crash. What
  // takes long has its own command too: npm run test:long.
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/crash/(?!quickCells)', '\\.long\\.test\\.ts$'],
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
  maxWorkers: 2,
  // What files leave behind makes later ones slow: up to seven times, in a process of 2.3 GB.
  workerIdleMemoryLimit: '1GB',
};
