import { connect } from 'node:net';

/** In the order in which the libraries of the downloads read them. */
const VARIABLES = ['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy'];

const LIMIT_MS = 5_000;

/**
 * Why the proxy of downloads does not work; undefined if there is none, or it accepts connections. The message has its
 * variable and its host only, because its URL may contain a password.
 */
export async function whyProxyIsDead(environment: NodeJS.ProcessEnv): Promise<string | undefined> {
  const name = VARIABLES.find((variable) => environment[variable]);
  const given = name && environment[name];
  if (!given) return undefined;
  const address = given.includes('://') ? given : `http://${given}`;
  if (!URL.canParse(address))
    return `${name} is no address of a proxy; set it to one such as http://proxy.internal:3128`;
  const { hostname, port, protocol, host } = new URL(address);
  const reason = await whyUnreachable(
    hostname.replace(/^\[|\]$/g, ''),
    Number(port) || DEFAULT_PORTS[protocol] || 80,
  );
  return (
    reason &&
    `the proxy ${host} of ${name} cannot be reached (${reason}); start it, or set ${name} to one that runs`
  );
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'https:': 443, 'socks5:': 1080, 'socks5h:': 1080 };

async function whyUnreachable(host: string, port: number): Promise<string | undefined> {
  return await new Promise((resolve) => {
    const socket = connect({ host, port, timeout: LIMIT_MS });
    const end = (reason: string | undefined) => {
      socket.destroy();
      resolve(reason);
    };
    socket.once('connect', () => end(undefined));
    socket.once('timeout', () => end(`no answer within ${LIMIT_MS / 1000} s`));
    socket.once('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
  });
}
