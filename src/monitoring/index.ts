export { type Monitoring, MonitoringError, startMonitoring } from './monitoring';
