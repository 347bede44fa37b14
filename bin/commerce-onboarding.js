#!/usr/bin/env node
// npm links this file for good at the first `npx`, when nothing may be built yet. Any Node reads it.
const { existsSync } = require('fs');
const { join } = require('path');

const MAIN = join(__dirname, '../dist/src/cli/main.js');

if (existsSync(MAIN)) {
  require(MAIN);
} else {
  process.stderr.write(`${join(__dirname, '..')} is a clone that is not built yet. Run there: npm ci\n`);
  process.exitCode = 2;
}
