export { isKeyName, newApiKey } from './access/apiKey';
export { changeKeyFile, homeApiKeyFile, KeyFileError, readKeyFile } from './access/keyFile';
export type { Right } from './access/rights';
export { type EventsOptions, type Gateway, GatewayError, startGateway } from './gateway';
export type { GatewayLimits } from './server';
