import { call } from './call';
import { dockerEnvironment } from './engine';

/** Runs a command of the engine. @returns what it prints @throws Error with what it prints if it fails */
export async function docker(...args: readonly string[]): Promise<string> {
  return await call('docker', args, { env: dockerEnvironment });
}
