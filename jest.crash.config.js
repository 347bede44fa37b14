const suite = require('./jest.config');

/** @type {import('jest').Config} */
module.exports = {
  ...suite,
  roots: ['<rootDir>/test/crash'],
  testPathIgnorePatterns: ['/node_modules/'],
  maxWorkers: 1,
  // Cells at once: they wait more than they work.
  maxConcurrency: 8,
  // A cell that failed may leave processes and connections behind, which must not hold the verdict back.
  forceExit: true,
};
