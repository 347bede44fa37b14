import path from 'node:path';
import { SEARCH_ATTRIBUTES } from '../contract/names';
import { typeInCommands } from '../temporal/searchAttributeCommand';
import { databaseFile } from './home';
import { type KeptPorts, LOOPBACK, type Ports } from './ports';

/**
 * With the one shard of a development server, the history service's task processors poll at most 20 times a second by
 * default, so that each task waits up to 50 ms. With these settings an onboarding takes 60 ms instead of 200. The
 * visibility processor keeps its default: nothing waits for it, and batches cost less.
 */
const QUICK_TASKS = {
  'history.transferProcessorMaxPollRPS': 1000,
  'history.timerProcessorMaxPollRPS': 1000,
};

/** A run is deleted once both processors have recorded its end. They do so every 30 s by default. */
const QUICK_DELETION = {
  'history.transferProcessorUpdateAckInterval': '"1s"',
  'history.visibilityProcessorUpdateAckInterval': '"1s"',
};

/**
 * By default a development server reads the registry from the database at each use, which is 5 % of its work. With the
 * cache it sees new entries only after two seconds, but onboardings need only entries that exist from the start.
 */
const CACHED_REGISTRY = { 'system.forceSearchAttributesCacheRefreshOnRead': false };

/**
 * The server's HTTP API, which cannot be turned off, lets any web page start and change workflows. These allowed hosts
 * stop that: a `Host` header with a space is refused before the comparison.
 */
const CLOSED_HTTP_API = { 'frontend.httpAllowedHosts': '["no host"]' };

const DYNAMIC_CONFIG = { ...QUICK_TASKS, ...QUICK_DELETION, ...CACHED_REGISTRY, ...CLOSED_HTTP_API };

/** Nothing is lost when the server is killed; a power cut may lose the last commits. */
const SQLITE_PRAGMAS = { journal_mode: 'WAL', synchronous: 'NORMAL' };

/**
 * The arguments of the Temporal CLI for a server on the database in `databaseFolder`; it must run in the parent folder.
 * Its UI listens on the port `ui` unless there is a hidden address.
 */
export function serverArguments(
  databaseFolder: string,
  ports: KeptPorts & Partial<Pick<Ports, 'hiddenUi'>>,
): string[] {
  const { host: uiHost, port: uiPort } = ports.hiddenUi ?? { host: LOOPBACK, port: ports.ui };
  return [
    'server',
    'start-dev',
    ...databaseArguments(databaseFolder),
    ...['--ip', LOOPBACK],
    ...['--port', String(ports.grpc)],
    ...['--ui-ip', uiHost],
    ...['--ui-port', String(uiPort)],
    ...['--ui-codec-endpoint', `http://${LOOPBACK}:${ports.codec}`],
    '--ui-disable-news-fetch',
    ...['--log-level', 'error'],
    '--disable-config-env',
    '--disable-config-file',
    ...Object.entries(SQLITE_PRAGMAS).flatMap(([name, value]) => ['--sqlite-pragma', `${name}=${value}`]),
    ...Object.values(SEARCH_ATTRIBUTES).flatMap((attribute) => [
      '--search-attribute',
      `${attribute.name}=${typeInCommands(attribute)}`,
    ]),
    ...Object.entries(DYNAMIC_CONFIG).flatMap(([name, value]) => [
      '--dynamic-config-value',
      `${name}=${value}`,
    ]),
  ];
}

/**
 * The arguments that identify a running server on this database. The CLI makes a URI of the database's path without
 * escaping it, so `#`, `?` or `%` in the name of a folder would lead to another file. A path relative to the home
 * contains only our own names. The configuration file does not exist: it keeps the CLI from reading the user's, and its
 * path identifies the home.
 */
export function databaseArguments(databaseFolder: string): string[] {
  return [
    ...['--db-filename', databaseFile(path.basename(databaseFolder))],
    ...['--env-file', path.join(databaseFolder, 'no-settings.yaml')],
  ];
}
