import { join } from 'node:path';
import type { SandboxSettings } from '#product/sandbox/settings';
import { startProgram, stopProgram } from './program';
import { RUN_TYPESCRIPT } from './typescriptProcess';

/** The latencies of Commerce: none, 20 ms for each request, as a real one was measured, and that with few processes. */
export type Latency = 'none' | '20 ms' | 'measured' | 'measured, 4 at once';
export type Tenants = Readonly<Record<Latency, SandboxSettings>>;

export interface SandboxProcess {
  readonly tenants: Tenants;
  /** Forgets customers, mails and requests, which would fill its memory. */
  clear(): Promise<void>;
  stop(): Promise<void>;
}

/** One process that serves a tenant of each latency, and nothing but Commerce and IMS. */
export async function startSandboxProcess(folder: string): Promise<SandboxProcess> {
  const program = startProgram({
    command: process.execPath,
    args: [...RUN_TYPESCRIPT, join(__dirname, 'sandboxProcess.ts')],
    cwd: folder,
  });
  const [line] = await program.says(/^\{.*\}$/m);
  const tenants = JSON.parse(line) as Tenants;
  return {
    tenants,
    clear: async () => {
      for (const { IMS_ENDPOINT } of Object.values(tenants)) {
        await fetch(`${IMS_ENDPOINT}/_sandbox`, { method: 'DELETE' });
      }
    },
    stop: () => stopProgram(program),
  };
}
