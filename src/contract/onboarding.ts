/** Fields of Commerce's customer object; others are sent to Commerce unchanged. */
export interface CustomerFields {
  email: string;
  firstname: string;
  lastname: string;
  store_id?: number;
  website_id?: number;
  [field: string]: unknown;
}

export type CustomerUpdate = Partial<CustomerFields>;

/** Input of the workflow `onboardCustomer`. */
export interface OnboardingInput {
  customer: CustomerFields;
  password?: string;
  /** Applied after the customer was made; if left out, there is no third step. */
  update?: CustomerUpdate;
  /** What to do if somebody else already made a customer with this address. Default `fail`. */
  onExisting?: 'fail' | 'adopt';
}

/** A customer as Commerce returns it. */
export interface Customer {
  id: number;
  email: string;
  [field: string]: unknown;
}

/** A value that Commerce dropped or changed silently. */
export interface Difference {
  /** `created.` or `updated.` and the dotted path, such as `created.addresses.0.city`. */
  field: string;
  sent: unknown;
  /** `null` if it is missing. */
  stored: unknown;
}

/** Result of the workflow `onboardCustomer`. */
export interface OnboardingResult {
  customerId: number;
  /** Somebody else made the customer, and `onExisting: "adopt"` took it over. */
  adopted: boolean;
  /** An earlier try of this onboarding made the customer, and its answer was lost. */
  recovered: boolean;
  created: Customer;
  /** `null` if no update was requested. */
  updated: Customer | null;
  differences: Difference[];
}

export const STEPS = ['input', 'getToken', 'createCustomer', 'updateCustomer'] as const;

/** The step that an onboarding has reached, or at which it failed. `input` fails before anything is sent. */
export type Step = (typeof STEPS)[number];
