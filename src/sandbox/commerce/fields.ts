/** The API's type of a field; `bool` and `boolean` differ only in the text of a refusal. */
export type FieldType =
  | 'string'
  | 'int'
  | 'bool'
  | 'boolean'
  | 'string[]'
  | 'customAttributes'
  | { readonly object: Shape }
  | { readonly list: Shape };

export type Shape = { readonly [field: string]: FieldType };

/** The sent values by field: left out, `null`, or a value of the field's type. */
export type Values<S> = { readonly [Field in keyof S]?: ValueOf<S[Field]> };

/** The values of custom attributes by code. */
type CustomAttributes = Readonly<Record<string, string | null>>;

type ValueOf<Type> = Type extends 'string'
  ? string | null
  : Type extends 'int'
    ? number | null
    : Type extends 'bool' | 'boolean'
      ? boolean | null
      : Type extends 'string[]'
        ? readonly string[] | null
        : Type extends 'customAttributes'
          ? CustomAttributes
          : Type extends { readonly object: infer S }
            ? Values<S>
            : Type extends { readonly list: infer S }
              ? readonly Values<S>[] | null
              : never;

const REGION = {
  region_code: 'string',
  region: 'string',
  region_id: 'int',
  extension_attributes: { object: {} },
} as const satisfies Shape;

export const ADDRESS = {
  id: 'int',
  customer_id: 'int',
  region: { object: REGION },
  region_id: 'int',
  country_id: 'string',
  street: 'string[]',
  company: 'string',
  telephone: 'string',
  fax: 'string',
  postcode: 'string',
  city: 'string',
  firstname: 'string',
  lastname: 'string',
  middlename: 'string',
  prefix: 'string',
  suffix: 'string',
  vat_id: 'string',
  default_shipping: 'bool',
  default_billing: 'bool',
  extension_attributes: { object: {} },
  custom_attributes: 'customAttributes',
} as const satisfies Shape;

/** Only `is_subscribed` is stored; the cloud service's other extension attributes are accepted. */
const CUSTOMER_EXTENSION = {
  is_subscribed: 'boolean',
  assistance_allowed: 'int',
  last_login_at: 'string',
  company_attributes: {
    object: {
      company_id: 'int',
      customer_id: 'int',
      is_default: 'bool',
      job_title: 'string',
      status: 'int',
      telephone: 'string',
      extension_attributes: { object: {} },
    },
  },
} as const satisfies Shape;

export const CUSTOMER = {
  id: 'int',
  group_id: 'int',
  default_billing: 'string',
  default_shipping: 'string',
  confirmation: 'string',
  created_at: 'string',
  updated_at: 'string',
  created_in: 'string',
  dob: 'string',
  email: 'string',
  firstname: 'string',
  lastname: 'string',
  middlename: 'string',
  prefix: 'string',
  suffix: 'string',
  gender: 'int',
  store_id: 'int',
  taxvat: 'string',
  website_id: 'int',
  addresses: { list: ADDRESS },
  disable_auto_group_change: 'int',
  extension_attributes: { object: CUSTOMER_EXTENSION },
  custom_attributes: 'customAttributes',
} as const satisfies Shape;

export const SEARCH_CRITERIA = {
  filter_groups: {
    list: { filters: { list: { field: 'string', value: 'string', condition_type: 'string' } } },
  },
  sort_orders: { list: { field: 'string', direction: 'string' } },
  page_size: 'int',
  current_page: 'int',
} as const satisfies Shape;

export type CustomerValues = Values<typeof CUSTOMER>;
export type AddressValues = Values<typeof ADDRESS>;
export type SearchCriteriaValues = Values<typeof SEARCH_CRITERIA>;
