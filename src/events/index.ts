export {
  deleteDeliveries,
  type Delivery,
  DELIVERY_STATUSES,
  type DeliveryStatus,
  listDeliveries,
  redeliver,
} from './deliveries';
export { startEventWorkers } from './eventWorkers';
export { type EventTenant, subscribersOf, type WebhookEndpoint } from './webhookEndpoint';
export { testEvent } from './cloudEvent';
export { WebhookSender } from './webhookSender';
