/** Fields of Commerce's customer object; those not named here pass to Commerce as they are. */
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
  /** Applied after the customer was made; left out, there is no third step. */
  update?: CustomerUpdate;
  /** What to do with a customer of this address whom somebody else made. Default `fail`. */
  onExisting?: 'fail' | 'adopt';
}

/** A customer as Commerce answers it. */
export interface Customer {
  id: number;
  email: string;
  [field: string]: unknown;
}

/** A value that Commerce dropped or changed without a word. */
export interface Difference {
  /** `created.` or `updated.` and the dotted path, such as `created.addresses.0.city`. */
  field: string;
  sent: unknown;
  /** `null` where it is gone. */
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
  /** `null` where no update was asked for. */
  updated: Customer | null;
  differences: Difference[];
}

export const STEPS = ['input', 'getToken', 'createCustomer', 'updateCustomer'] as const;

/** Where an onboarding stands, or failed. `input` fails before anything is sent. */
export type Step = (typeof STEPS)[number];
