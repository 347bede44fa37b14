import {
  type CodecServerSettings,
  type Environment,
  type GatewaySettings,
  readSettings,
  type Settings,
  SettingsError,
} from '../../settings';
import { assertKeysAreGiven } from './encryption';
import { UsageError } from './exit';

/** Awaits both, so that all problems are reported at once. @throws UsageError with all problems */
export async function collectProblems<A, B>(one: Promise<A>, other: Promise<B>): Promise<[A, B]> {
  const [first, second] = await Promise.allSettled([one, other]);
  const problems = [first, second].flatMap((outcome) =>
    outcome.status === 'rejected' ? problemsOf(outcome.reason) : [],
  );
  if (first.status === 'fulfilled' && second.status === 'fulfilled') return [first.value, second.value];
  throw new UsageError(problems);
}

/** Settings of a command with its own worker. */
export async function readAllSettings(environment: Environment): Promise<Settings> {
  return await readWithKeys(environment, () => readSettings(environment));
}

/** Settings of a command that only uses Temporal. */
export async function readClientSettings(
  environment: Environment,
): Promise<Pick<Settings, 'service'> & { restEndpoint: string }> {
  return await readWithKeys(environment, () => readSettings(environment, ['restEndpoint', 'service']));
}

/** Settings of the codec server. */
export async function readCodecServerSettings(
  environment: Environment,
): Promise<Pick<Settings, 'service'> & { codecServer: CodecServerSettings }> {
  return await readWithKeys(environment, () => readSettings(environment, ['service', 'codecServer']));
}

/** Settings of the HTTP gateway. */
export async function readGatewaySettings(
  environment: Environment,
): Promise<Pick<Settings, 'service'> & { restEndpoint: string; gateway: GatewaySettings }> {
  return await readWithKeys(environment, () =>
    readSettings(environment, ['restEndpoint', 'service', 'gateway']),
  );
}

/** Settings of a command with its own worker and gateway. */
export async function readDevelopmentSettings(
  environment: Environment,
): Promise<Settings & { gateway: GatewaySettings }> {
  return await readWithKeys(environment, () =>
    readSettings(environment, ['tenant', 'worker', 'service', 'gateway']),
  );
}

/** Returns the result of `read` if the keys are valid too; otherwise reports the problems of both. */
async function readWithKeys<T>(environment: Environment, read: () => T): Promise<T> {
  const [settings] = await collectProblems(
    Promise.resolve().then(read),
    Promise.resolve().then(() => assertKeysAreGiven(environment)),
  );
  return settings;
}

function problemsOf(error: unknown): readonly string[] {
  if (error instanceof UsageError || error instanceof SettingsError) return error.problems;
  throw error;
}
