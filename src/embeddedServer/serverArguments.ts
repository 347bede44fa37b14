import path from 'node:path';
import { SEARCH_ATTRIBUTES } from '../contract/names';
import { typeInCommands } from '../temporal/searchAttributeCommand';
import { databaseFile } from './home';
import { type KeptPorts, LOOPBACK, type Ports } from './ports';

/**
 * The processors of the history service may ask for new tasks 20 times a second with the one shard of a development
 * server, so that each task waits up to 50 ms. With these, one onboarding takes 60 ms instead of 200. That of the lists
 * is left as it is: nothing waits for it, and what it takes in one go costs less.
 */
const QUICK_TASKS = {
  'history.transferProcessorMaxPollRPS': 1000,
  'history.timerProcessorMaxPollRPS': 1000,
};

/** A run is deleted once both processors have noted that its end was processed, which they do every 30 s otherwise. */
const QUICK_DELETION = {
  'history.transferProcessorUpdateAckInterval': '"1s"',
  'history.visibilityProcessorUpdateAckInterval': '"1s"',
};

/**
 * A development server reads what is registered from the database at each use, some 5 % of its work; without, it
 * learns within two seconds of what is registered while it runs. Those of onboardings are there from the start.
 */
const CACHED_REGISTRY = { 'system.forceSearchAttributesCacheRefreshOnRead': false };

/**
 * The server's HTTP API, which cannot be left out, starts and changes workflows for any web page. It answers requests
 * to these hosts; a `Host` header with a space in it is refused before.
 */
const CLOSED_HTTP_API = { 'frontend.httpAllowedHosts': '["no host"]' };

const DYNAMIC_CONFIG = { ...QUICK_TASKS, ...QUICK_DELETION, ...CACHED_REGISTRY, ...CLOSED_HTTP_API };

/** Nothing is lost when the server is killed; a power cut may take the last commits. */
const SQLITE_PRAGMAS = { journal_mode: 'WAL', synchronous: 'NORMAL' };

/**
 * The command line of the Temporal CLI for a server on the database in `databaseFolder`, to be run in the folder above.
 * Its own UI listens on the port `ui` where no hidden address is given.
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
 * The part of the command line by which a running server on this database is recognised.
 *
 * The CLI makes a URI of the database's path without escaping it: `#`, `?` and `%` in a folder's name would lead to a
 * file elsewhere. So the path is relative to the home, where only our own names are in it. The file of settings is none:
 * it keeps the CLI from reading one of the user's, and its path names the home.
 */
export function databaseArguments(databaseFolder: string): string[] {
  return [
    ...['--db-filename', databaseFile(path.basename(databaseFolder))],
    ...['--env-file', path.join(databaseFolder, 'no-settings.yaml')],
  ];
}
