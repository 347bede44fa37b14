export { type CustomerOnboardingOptions, serveCustomerOnboarding } from './handler';
