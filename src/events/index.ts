export { startEventWorkers } from './eventWorkers';
export { subscribersOf, type WebhookEndpoint } from './webhookEndpoint';
