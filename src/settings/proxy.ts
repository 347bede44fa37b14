import type { Environment } from './setting';
import { SettingsError } from './settingsError';

/** The proxy for IMS and Commerce, from the conventional variables. */
export interface ProxySettings {
  /** `http://` or `https://`, with user and password if the proxy requires them. */
  url: string;
  /** Hosts that are reached directly, separated by commas. */
  except?: string;
}

/**
 * Reads `HTTPS_PROXY` and `NO_PROXY`, in upper or lower case.
 * @throws SettingsError, which repeats no password
 */
export function readProxy(environment: Environment): ProxySettings | undefined {
  const url = variable(environment, 'HTTPS_PROXY');
  if (url === undefined) return undefined;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new SettingsError([
      'HTTPS_PROXY: is not an http or https address; such as http://proxy.internal:3128',
    ]);
  }
  const except = variable(environment, 'NO_PROXY');
  return { url, ...(except !== undefined && { except }) };
}

function variable(environment: Environment, name: string): string | undefined {
  return (environment[name] ?? environment[name.toLowerCase()]) || undefined;
}
