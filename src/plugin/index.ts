export { onboardingPlugin, type OnboardingPlugin, type OnboardingPluginOptions } from './onboardingPlugin';
export { PluginConflict } from './pluginConflict';
export { onboardingDataConverter } from '../client/onboardingDataConverter';
export { SettingsError } from '../settings';
export { ServiceUnreachable } from '../temporal/connectionErrors';
