export { type Monitoring, MonitoringError, startMonitoring, type WatchedWorker } from './monitoring';
