#!/usr/bin/env node
// The oldest versions of Node do not know the prefix `node:`.
import { readFileSync } from 'fs';
import { join } from 'path';

// This file runs on any Node. The rest of the program fails on an old one, in a different way for each command.
const { engines } = JSON.parse(readFileSync(join(__dirname, '../../../package.json'), 'utf8')) as {
  engines: { node: string };
};
const [major = 0, minor = 0] = engines.node.replace('>=', '').split('.').map(Number);
const [ours = 0, oursMinor = 0] = process.versions.node.split('.').map(Number);

if (ours < major || (ours === major && oursMinor < minor)) {
  console.error(
    `This is Node ${process.versions.node} (${process.execPath}), and commerce-onboarding needs Node ${major}.${minor} or newer: https://nodejs.org`,
  );
  process.exitCode = 2;
} else {
  void import('./program.js').then(({ runProgram }) => runProgram());
}
