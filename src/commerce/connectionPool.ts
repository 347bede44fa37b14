import { Agent, type Dispatcher, EnvHttpProxyAgent } from 'undici';

/** A proxy for requests to other machines; requests to this machine's loopback never use it. */
export interface Proxy {
  url: string;
  /** Hosts that are reached directly, separated by commas. */
  except?: string;
}

const LOOPBACK = 'localhost,.localhost,127.0.0.1,::1';

/** Connections that are kept alive, through the proxy if there is one. */
export function createPool(options: Agent.Options, proxy: Readonly<Proxy> | undefined): Dispatcher {
  if (!proxy) return new Agent(options);
  const { url, except } = proxy;
  return new EnvHttpProxyAgent({
    ...options,
    httpProxy: url,
    httpsProxy: url,
    noProxy: except === undefined ? LOOPBACK : `${except},${LOOPBACK}`,
  });
}
