import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encryptionKeyText, newEncryptionKey } from '#product/temporal/encryption/index';
import type { Addresses } from './addresses';
import { startCollector } from './collector';
import { startPostgres } from './postgres';
import { startRedis } from './redis';
import { startRestate } from './restate';
import { startSandboxProcess, type Tenants } from './sandbox';
import { startProductServer, startServerAsItComes } from './temporal';

/** One sandbox process and one server of each kind, for the whole run. */
export interface Stage {
  readonly addresses: Addresses;
  readonly tenants: Tenants;
  /** As ONBOARDING_ENCRYPTION_KEYS. */
  readonly encryptionKeys: string;
  /** For what is written meanwhile; removed at the end. */
  readonly folder: string;
  /** Lets the sandbox forget its customers. */
  clearTenants(): Promise<void>;
  close(): Promise<void>;
}

export async function openStage(say: (line: string) => void): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'onboarding-bench-'));
  const open: (() => Promise<void>)[] = [() => rm(folder, { recursive: true, force: true })];
  const close = async () => {
    for (const end of open.splice(0).reverse()) await end();
  };
  const use = async <T extends { stop(): Promise<void> }>(starting: Promise<T>): Promise<T> => {
    const started = await starting;
    open.push(() => started.stop());
    return started;
  };
  try {
    const sandbox = await use(startSandboxProcess(folder));
    const temporal = await use(startProductServer(folder, say));
    const temporalAsItComes = await use(startServerAsItComes(folder, say));
    const redis = await use(startRedis(folder));
    const postgres = await use(startPostgres());
    const restate = await use(startRestate(folder));
    const collector = await use(startCollector());
    return {
      addresses: {
        temporal: temporal.address,
        temporalAsItComes: temporalAsItComes.address,
        redis: redis.url,
        postgres: postgres.url,
        restate,
        collector: collector.endpoint,
      },
      tenants: sandbox.tenants,
      encryptionKeys: encryptionKeyText(newEncryptionKey()),
      folder,
      clearTenants: () => sandbox.clear(),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
