import path from 'node:path';

/** What a program that we start is for, and so which variables it gets beyond those that any program needs. */
export type ChildTask = 'local' | 'download' | 'pip';

/**
 * The environment of every program that this one starts. It is a list of what is handed on, so that no secret is:
 * neither our own settings, nor Temporal's, nor anything else that the shell of the caller has exported.
 */
export function childEnvironment(task: ChildTask, from: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const given = VARIABLES[task].flatMap((name) => {
    const value = from[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(given), PATH: absoluteFolders(from['PATH'] ?? '').join(path.delimiter) };
}

/** The folders of a PATH, without those that depend on the current folder: what is in there is not ours to run. */
export function absoluteFolders(searchPath: string): string[] {
  return searchPath.split(path.delimiter).filter((folder) => path.isAbsolute(folder));
}

const ANY_PROGRAM = [
  ...['HOME', 'TMPDIR', 'TZ', 'LANG', 'LC_ALL', 'LD_LIBRARY_PATH'],
  ...['SystemRoot', 'USERPROFILE', 'APPDATA', 'LOCALAPPDATA', 'TEMP'],
];

/** The way out of a company's network. A proxy's address may hold a password, without which it lets nobody through. */
const NETWORK = [
  ...['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY', 'NO_PROXY'].flatMap((name) => [name, name.toLowerCase()]),
  ...['SSL_CERT_FILE', 'SSL_CERT_DIR', 'NODE_EXTRA_CA_CERTS'],
];

/** Where pip finds packages: a mirror may need all of them. What it serves is checked by its hash. */
const PACKAGE_INDEX = [
  'PIP_USER',
  ...['PIP_CONFIG_FILE', 'XDG_CONFIG_HOME', 'XDG_CONFIG_DIRS', 'NETRC', 'PIP_KEYRING_PROVIDER'],
  ...['PIP_INDEX_URL', 'PIP_EXTRA_INDEX_URL', 'PIP_NO_INDEX', 'PIP_FIND_LINKS', 'PIP_TRUSTED_HOST'],
  ...['PIP_PROXY', 'PIP_CERT', 'PIP_CLIENT_CERT', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE'],
  ...[
    'PIP_DEFAULT_TIMEOUT',
    'PIP_TIMEOUT',
    'PIP_RETRIES',
    'XDG_CACHE_HOME',
    'PIP_CACHE_DIR',
    'PIP_NO_CACHE_DIR',
  ],
];

const VARIABLES: Readonly<Record<ChildTask, readonly string[]>> = {
  local: ANY_PROGRAM,
  download: [...ANY_PROGRAM, ...NETWORK],
  pip: [...ANY_PROGRAM, ...NETWORK, ...PACKAGE_INDEX],
};
