import type { ColumnRule, ColumnTable } from './columnTable';

const ORDERS = { leftOut: 'orders are not imported' };
const WORDPRESS = { leftOut: 'it is a setting of WordPress' };
const NO_FIELD = { leftOut: 'Commerce has no field for it; --map can send it as a custom attribute' };

const ADDRESS_FIELDS: Readonly<Record<string, string>> = {
  company: 'company',
  address_1: 'street.0',
  address_2: 'street.1',
  city: 'city',
  postcode: 'postcode',
  state: 'region.region_code',
};

function addressColumns(prefix: string, address: string): Record<string, ColumnRule> {
  const plain = Object.entries(ADDRESS_FIELDS).map(([column, field]): [string, ColumnRule] => [
    `${prefix}${column}`,
    { fields: [`${address}.${field}`] },
  ]);
  return {
    ...Object.fromEntries(plain),
    [`${prefix}country`]: { fields: [`${address}.country_id`], as: 'capitals' },
  };
}

export const WOOCOMMERCE: ColumnTable = {
  name: 'woocommerce',
  title: "WooCommerce's customer export",
  holds: 'customers',
  recognizedBy: [['user_email'], ['email', 'billing_address_1'], ['email', 'billing_first_name']],
  columns: {
    ID: { leftOut: 'Commerce gives the ID' },
    user_id: { leftOut: 'Commerce gives the ID' },
    customer_id: { leftOut: 'Commerce gives the ID' },
    user_login: { leftOut: 'customers log in with their e-mail address' },
    user_pass: { leftOut: 'passwords cannot be imported; each customer gets a mail with a link to set one' },
    user_email: { fields: ['email'] },
    email: { fields: ['email'] },
    // These columns come before the account's own names, which many customers leave empty.
    billing_first_name: { fields: ['addresses.0.firstname', 'firstname?'] },
    billing_last_name: { fields: ['addresses.0.lastname', 'lastname?'] },
    shipping_first_name: { fields: ['addresses.1.firstname', 'firstname?'] },
    shipping_last_name: { fields: ['addresses.1.lastname', 'lastname?'] },
    first_name: { fields: ['firstname'] },
    last_name: { fields: ['lastname'] },
    username: { leftOut: 'customers log in with their e-mail address' },
    date_registered: { leftOut: 'Commerce sets the creation time' },
    date_created: { leftOut: 'Commerce sets the creation time' },
    user_registered: { leftOut: 'Commerce sets the creation time' },
    role: { leftOut: 'every row becomes a customer' },
    roles: { leftOut: 'every row becomes a customer' },
    user_nicename: NO_FIELD,
    user_url: NO_FIELD,
    display_name: NO_FIELD,
    nickname: NO_FIELD,
    description: NO_FIELD,
    locale: NO_FIELD,
    user_status: WORDPRESS,
    rich_editing: WORDPRESS,
    syntax_highlighting: WORDPRESS,
    comment_shortcuts: WORDPRESS,
    admin_color: WORDPRESS,
    use_ssl: WORDPRESS,
    show_admin_bar_front: WORDPRESS,
    show_welcome_panel: WORDPRESS,
    wp_user_level: WORDPRESS,
    wp_capabilities: WORDPRESS,
    dismissed_wp_pointers: WORDPRESS,
    session_tokens: WORDPRESS,
    ...addressColumns('billing_', 'addresses.0'),
    ...addressColumns('shipping_', 'addresses.1'),
    billing_email: { leftOut: 'a customer has one e-mail address, which is another column' },
    billing_phone: { fields: ['addresses.0.telephone', 'addresses.1.telephone?'] },
    shipping_phone: { fields: ['addresses.1.telephone', 'addresses.0.telephone?'] },
    paying_customer: ORDERS,
    total_spent: ORDERS,
    order_count: ORDERS,
    orders: ORDERS,
    last_order_date: ORDERS,
    aov: ORDERS,
    last_update: { leftOut: 'Commerce sets it' },
    wc_last_active: { leftOut: 'Commerce sets it' },
  },
  always: { 'addresses.0.default_billing': 'true', 'addresses.1.default_shipping': 'true' },
  otherColumns: 'unknown',
  hasPasswords: true,
};

const NO_ADDRESS = { leftOut: 'an address needs a street' };

/** Analytics, Customers, Download. Its column `Name` contains both names, which cannot be split reliably. */
export const WOOCOMMERCE_ANALYTICS: ColumnTable = {
  name: 'woocommerce-analytics',
  title: "the download of WooCommerce's Analytics",
  holds: 'customers',
  recognizedBy: [['Email', 'Username', 'Last Active']],
  columns: {
    Name: { leftOut: 'First Name and Last Name are used instead' },
    'First Name': { fields: ['firstname'] },
    'Last Name': { fields: ['lastname'] },
    Username: { leftOut: 'customers log in with their e-mail address' },
    'Last Active': { leftOut: 'Commerce sets it' },
    'Sign Up': { leftOut: 'Commerce sets the creation time' },
    Email: { fields: ['email'] },
    Orders: ORDERS,
    'Total Spend': ORDERS,
    AOV: ORDERS,
    'Country / Region': NO_ADDRESS,
    City: NO_ADDRESS,
    Region: NO_ADDRESS,
    'Postal Code': NO_ADDRESS,
  },
  otherColumns: 'unknown',
  hasPasswords: true,
};
