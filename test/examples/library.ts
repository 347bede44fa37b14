import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packedProject } from '../client/packedProject';
import type { Program } from './runProgram';

const CALLER = `
const { readFileSync } = require('node:fs');
const { disconnect, onboard } = require('commerce-onboarding/client');

onboard(JSON.parse(readFileSync(process.argv[2], 'utf8')))
  .then(
    (result) => process.stdout.write(JSON.stringify(result)),
    (error) => {
      process.stderr.write(\`\${error.type}: \${error.message}\\n\`);
      process.exitCode = 1;
    },
  )
  .finally(disconnect);
`;

let project: string | undefined;

afterAll(async () => {
  if (project !== undefined) await rm(project, { recursive: true, force: true });
});

/** A program that calls the packed library from a project of its own. */
export async function packedLibrary(): Promise<Program> {
  ({ project } = await packedProject());
  const caller = join(project, 'caller.js');
  await writeFile(caller, CALLER);
  return { command: process.execPath, args: [caller] };
}
