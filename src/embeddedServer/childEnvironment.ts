import path from 'node:path';

/** The purpose of a child process, which decides what variables it gets besides the common ones. */
export type ChildTask = 'local' | 'download' | 'pip';

/**
 * The environment of every child process. It lists what to pass on, so that no secret is passed on: neither our
 * settings nor Temporal's, nor any other variable of the caller's shell.
 */
export function childEnvironment(task: ChildTask, from: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const given = VARIABLES[task].flatMap((name) => {
    const value = from[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(given), PATH: absoluteFolders(from['PATH'] ?? '').join(path.delimiter) };
}

/** The folders of a PATH, without those that depend on the current folder, whose programs must not run. */
export function absoluteFolders(searchPath: string): string[] {
  return searchPath.split(path.delimiter).filter((folder) => path.isAbsolute(folder));
}

const ANY_PROGRAM = [
  ...['HOME', 'TMPDIR', 'TZ', 'LANG', 'LC_ALL', 'LD_LIBRARY_PATH'],
  ...['SystemRoot', 'USERPROFILE', 'APPDATA', 'LOCALAPPDATA', 'TEMP'],
];

/** The way out of a company's network. The URL of a proxy may contain the password that it needs. */
const NETWORK = [
  ...['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY', 'NO_PROXY'].flatMap((name) => [name, name.toLowerCase()]),
  ...['SSL_CERT_FILE', 'SSL_CERT_DIR', 'NODE_EXTRA_CA_CERTS'],
];

/** Where pip finds packages; a mirror may need all of these. What it serves is verified by its hash. */
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
