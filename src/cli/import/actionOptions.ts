import type { Environment, ServiceSettings } from '../../settings';

/** What the sub-commands take that are about an import by its ID. */
export interface ImportActionOptions {
  importId: string;
  environment: Environment;
  settings: ServiceSettings;
  restEndpoint: string;
  interruption: AbortSignal;
  json: boolean;
}
