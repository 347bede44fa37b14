export { onboardCustomer } from './onboardCustomer';
