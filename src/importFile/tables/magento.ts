import type { ColumnRule, ColumnTable } from './columnTable';

const SET_BY_COMMERCE = { leftOut: 'Commerce sets it' };
const PASSWORD = {
  leftOut: 'passwords cannot be imported; each customer gets a mail with a link to set one',
};
const LOGIN_COUNT = { leftOut: 'it counts failed logins in the old shop' };
const OLD_ID = 'it is an ID of the old shop';

const ADDRESS_FIELDS = [
  ...['city', 'company', 'fax', 'firstname', 'lastname', 'middlename', 'postcode'],
  ...['prefix', 'suffix', 'telephone', 'vat_id'],
];

const CHECKED_BY_COMMERCE = { leftOut: 'Commerce validates VAT numbers itself' };

/** The columns of an address, with the prefix. */
function addressColumns(prefix: string): Record<string, ColumnRule> {
  const plain = ADDRESS_FIELDS.map((field): [string, ColumnRule] => [
    `${prefix}${field}`,
    { fields: [`addresses.0.${field}`] },
  ]);
  return {
    ...Object.fromEntries(plain),
    [`${prefix}country_id`]: { fields: ['addresses.0.country_id'], as: 'capitals' },
    [`${prefix}region`]: { fields: ['addresses.0.region.region'] },
    [`${prefix}region_id`]: { fields: ['addresses.0.region.region_id'] },
    [`${prefix}street`]: { fields: ['addresses.0.street'], as: 'lines' },
    [`${prefix}vat_is_valid`]: CHECKED_BY_COMMERCE,
    [`${prefix}vat_request_date`]: CHECKED_BY_COMMERCE,
    [`${prefix}vat_request_id`]: CHECKED_BY_COMMERCE,
    [`${prefix}vat_request_success`]: CHECKED_BY_COMMERCE,
    _address_default_billing_: { fields: ['addresses.0.default_billing'], as: 'yes or no' },
    _address_default_shipping_: { fields: ['addresses.0.default_shipping'], as: 'yes or no' },
  };
}

/** System, Export, Customers Main File; also the composite file for Magento's import. */
export const MAGENTO: ColumnTable = {
  name: 'magento',
  title: "Magento's customer export",
  holds: 'customers',
  recognizedBy: [['email', '_website']],
  columns: {
    email: { fields: ['email'] },
    firstname: { fields: ['firstname'] },
    middlename: { fields: ['middlename'] },
    lastname: { fields: ['lastname'] },
    prefix: { fields: ['prefix'] },
    suffix: { fields: ['suffix'] },
    dob: { fields: ['dob'], as: 'date' },
    gender: { fields: ['gender'], as: 'gender' },
    taxvat: { fields: ['taxvat'] },
    group_id: { fields: ['group_id'] },
    disable_auto_group_change: { fields: ['disable_auto_group_change'] },
    password: { fields: ['password'] },
    is_subscribed: { fields: ['extension_attributes.is_subscribed'], as: 'yes or no' },
    _website: { fields: ['website_id'], as: 'website code' },
    _store: { fields: ['store_id'], as: 'store code' },
    website_id: { leftOut: `${OLD_ID}; _website and --website give the website in Commerce` },
    store_id: { leftOut: `${OLD_ID}; _store and --store give the store view in Commerce` },
    created_in: { leftOut: 'Commerce sets it, from the store view' },
    created_at: SET_BY_COMMERCE,
    updated_at: SET_BY_COMMERCE,
    entity_id: { leftOut: OLD_ID },
    increment_id: { leftOut: OLD_ID },
    default_billing: { leftOut: `${OLD_ID}; the addresses mark the default` },
    default_shipping: { leftOut: `${OLD_ID}; the addresses mark the default` },
    confirmation: { leftOut: 'it is the key that confirms an account in the old shop' },
    password_hash: PASSWORD,
    rp_token: PASSWORD,
    rp_token_created_at: PASSWORD,
    failures_num: LOGIN_COUNT,
    first_failure: LOGIN_COUNT,
    lock_expires: LOGIN_COUNT,
    session_cutoff: { leftOut: 'it applies to sessions in the old shop' },
    ...addressColumns('_address_'),
    _address__entity_id: { leftOut: OLD_ID },
  },
  otherColumns: 'custom attributes',
  addressPrefix: '_address_',
  continuesRows: true,
  // Without it, Commerce uses its default website, whichever the other shop had.
  neverEmptyFields: ['website_id'],
  hasPasswords: true,
};

/** System, Export, Customer Addresses: imported together with the customers' file. */
export const MAGENTO_ADDRESSES: ColumnTable = {
  name: 'magento-addresses',
  title: "Magento's customer address export",
  holds: 'addresses',
  recognizedBy: [['_email', '_website']],
  columns: {
    _email: { fields: ['email'] },
    _website: { fields: ['website_id'], as: 'website code' },
    _entity_id: { leftOut: OLD_ID },
    ...addressColumns(''),
  },
  otherColumns: 'custom attributes',
  addressPrefix: '',
  hasPasswords: false,
};
