export { onboardCustomer } from './onboardCustomer';
export { importCustomers } from './importCustomers';
export { deliverEvent } from './deliverEvent';
