export { findKey, isKeyName, type KeptKey, newApiKey } from './access/apiKey';
export { changeKeyFile, homeApiKeyFile, KeyFileError, readKeyFile } from './access/keyFile';
export { type Right, RIGHTS } from './access/rights';
export { type Gateway, GatewayError, type GatewayOptions, startGateway } from './gateway';
export type { GatewayLimits } from './server';
