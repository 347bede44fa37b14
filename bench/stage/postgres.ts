import { randomBytes } from 'node:crypto';
import { service } from '../../test/deployment/composeFile';
import { Postgres } from '../../test/setup/production/postgres';
import { takeStablePorts } from '../../test/setup/production/stablePorts';

export interface PostgresServer {
  /** Of a database that is not there yet. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Debian's PostgreSQL, as the production topology runs it. */
export async function startPostgres(): Promise<PostgresServer> {
  const [port = 0] = await takeStablePorts(1);
  const password = randomBytes(16).toString('hex');
  const postgres = await Postgres.create({ port, password });
  const user = service('postgresql').environment?.['POSTGRES_USER'] ?? 'postgres';
  return {
    url: `postgresql://${user}:${password}@127.0.0.1:${port}/onboarding`,
    stop: () => postgres.remove(),
  };
}
