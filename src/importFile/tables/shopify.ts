import type { ColumnRule, ColumnTable } from './columnTable';

const NO_FIELD = { leftOut: 'Commerce has no field for it; --map can send it as a custom attribute' };
const ORDERS = { leftOut: 'orders are not imported' };

/** The columns of the only address, whose names have changed over the years. */
function addressColumns(prefix: string): Record<string, ColumnRule> {
  return {
    [`${prefix}Company`]: { fields: ['addresses.0.company'] },
    [`${prefix}Address1`]: { fields: ['addresses.0.street.0'], as: 'unmarked text' },
    [`${prefix}Address2`]: { fields: ['addresses.0.street.1'], as: 'unmarked text' },
    [`${prefix}City`]: { fields: ['addresses.0.city'] },
    [`${prefix}Province Code`]: { fields: ['addresses.0.region.region_code'] },
    [`${prefix}Province`]: { fields: ['addresses.0.region.region'] },
    [`${prefix}Country Code`]: { fields: ['addresses.0.country_id'], as: 'capitals' },
    [`${prefix}Country`]: { leftOut: 'the country code is used instead' },
    [`${prefix}Zip`]: { fields: ['addresses.0.postcode'], as: 'unmarked text' },
  };
}

export const SHOPIFY: ColumnTable = {
  name: 'shopify',
  title: "Shopify's customer export",
  holds: 'customers',
  recognizedBy: [
    ['Email', 'First Name', 'Last Name', 'Accepts Email Marketing'],
    ['Email', 'First Name', 'Last Name', 'Accepts Marketing'],
    ['Email', 'First Name', 'Last Name', 'Default Address Country Code'],
    ['Email', 'First Name', 'Last Name', 'Total Spent'],
  ],
  columns: {
    'Customer ID': { leftOut: 'Commerce gives the ID' },
    'First Name': { fields: ['firstname'] },
    'Last Name': { fields: ['lastname'] },
    Email: { fields: ['email'] },
    'Accepts Email Marketing': { fields: ['extension_attributes.is_subscribed'], as: 'yes or no' },
    'Accepts Marketing': { fields: ['extension_attributes.is_subscribed'], as: 'yes or no' },
    ...addressColumns('Default Address '),
    ...addressColumns(''),
    'Default Address Phone': { fields: ['addresses.0.telephone'], as: 'unmarked text' },
    Phone: { fields: ['addresses.0.telephone?'], as: 'unmarked text' },
    'Accepts SMS Marketing': { leftOut: 'Commerce has no field for it' },
    'Total Spent': ORDERS,
    'Total Orders': ORDERS,
    Note: NO_FIELD,
    'Tax Exempt': { leftOut: 'in Commerce the customer group decides on taxes' },
    Tags: NO_FIELD,
  },
  always: { 'addresses.0.default_billing': 'true', 'addresses.0.default_shipping': 'true' },
  otherColumns: 'unknown',
  hasPasswords: true,
};
