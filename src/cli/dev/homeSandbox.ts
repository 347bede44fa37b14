import { join } from 'node:path';
import { errorCode } from '../../files/systemError';
import { lastSandboxPort, recordDevSandbox } from '../../client/devSandbox';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../sandbox';
import { say } from '../terminal/output';

/**
 * Starts the sandbox of a home with the customers and mails of its last run, and records its address for other
 * commands.
 */
export async function startHomeSandbox(
  home: string,
  options: Pick<SandboxOptions, 'customerAttributes'> = {},
): Promise<Sandbox> {
  const stateFile = join(home, 'sandbox.jsonl');
  const sandbox = await startAtLastPort(home, { ...options, stateFile });
  await recordDevSandbox(home, sandbox.settings);
  return sandbox;
}

async function startAtLastPort(home: string, options: SandboxOptions): Promise<Sandbox> {
  const port = await lastSandboxPort(home);
  if (port === undefined) return await startSandbox(options);
  return await startSandbox({ ...options, port }).catch(async (error: unknown) => {
    if (errorCode(error) !== 'EADDRINUSE') throw error;
    say(`Port ${port} of the previous sandbox is in use: its onboardings wait until the port is free again.`);
    return await startSandbox(options);
  });
}
