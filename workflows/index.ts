export { onboardCustomer } from './onboardCustomer';
export { importCustomers } from './importCustomers';
