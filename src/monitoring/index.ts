export { type Monitoring, MonitoringError, startMonitoring } from './monitoring';
export type { WatchedWorker } from './readiness';
