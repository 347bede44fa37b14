import { z } from 'zod';
import { dateOfBirthSchema, emailSchema, nameSchema, requiredNameSchema } from './personSchema';

// The names here are all those for which Commerce's own objects have setters, once each. `spelling.ts` refuses other
// spellings of a name, and the codes of attributes that Commerce would merge into these fields.

/** Commerce answers this name with an internal error. */
const ONE_ATTRIBUTE = { custom_attribute: refused('give a list as custom_attributes') };

/** Fields that Commerce fills in itself, or that would bypass its rules, and what to do instead. */
const REFUSED_FIELDS = {
  id: refused('Commerce gives the ID'),
  created_at: refused('Commerce sets it'),
  updated_at: refused('Commerce sets it'),
  created_in: refused('Commerce sets it, from store_id'),
  confirmation: refused('Commerce sets it'),
  password: refused('give "password" beside "customer" instead'),
  password_hash: refused('give "password" beside "customer" instead'),
  rp_token: refused('Commerce sets it'),
  rp_token_created_at: refused('Commerce sets it'),
  failures_num: refused('Commerce sets it'),
  first_failure: refused('Commerce sets it'),
  lock_expires: refused('Commerce sets it'),
  ...ONE_ATTRIBUTE,
};

/** Commerce refuses booleans and lists. */
const attributeValue = z.union([z.string(), z.number(), z.null().describe('Stored as no value')], {
  error: ({ input }) =>
    input === undefined
      ? 'is missing; give text in quotes, a number or null'
      : 'must be text in quotes, a number or null',
});

const customAttributes = z
  .union(
    [
      z.array(z.looseObject({ attribute_code: z.string(), value: attributeValue })),
      z.record(z.string(), attributeValue),
    ],
    {
      error:
        'must be a list in [ ] of objects with attribute_code and value, or an object in { } with a value for each code',
    },
  )
  .exactOptional();

const region = z.looseObject({
  region: z.string().exactOptional(),
  region_code: z.string().exactOptional(),
  region_id: z
    .int()
    .exactOptional()
    .describe('What counts for Commerce where a country has regions: a region_code alone is lost'),
  extension_attributes: z.looseObject({}).exactOptional(),
});

const COUNTRY = 'the two capital letters of a country, such as "US"';

const address = z.looseObject({
  country_id: z
    .string({
      error: ({ input }) =>
        input === undefined
          ? `is missing; give ${COUNTRY}, without which Commerce drops the address`
          : undefined,
    })
    .regex(/^[A-Z]{2}$/, { error: `must be ${COUNTRY}; Commerce drops an address with anything else` })
    .describe('ISO 3166-1 alpha-2 code of the country'),
  id: z.int().exactOptional(),
  customer_id: z.int().exactOptional(),
  firstname: nameSchema.exactOptional(),
  lastname: nameSchema.exactOptional(),
  middlename: nameSchema.exactOptional(),
  prefix: z.string().exactOptional(),
  suffix: z.string().exactOptional(),
  company: z.string().exactOptional(),
  street: z.array(z.string()).exactOptional(),
  city: z.string().exactOptional(),
  postcode: z.string().exactOptional(),
  region: region.exactOptional(),
  region_id: z.int().exactOptional(),
  telephone: z.string().exactOptional(),
  fax: z.string().exactOptional(),
  vat_id: z.string().exactOptional(),
  default_billing: z.boolean().exactOptional(),
  default_shipping: z.boolean().exactOptional(),
  custom_attributes: customAttributes,
  extension_attributes: z.looseObject({}).exactOptional(),
  ...ONE_ATTRIBUTE,
});

const companyAttributes = z.looseObject({
  company_id: z.int().exactOptional(),
  customer_id: z.int().exactOptional(),
  is_default: z.boolean().exactOptional(),
  job_title: z.string().exactOptional(),
  status: z.int().exactOptional(),
  telephone: z.string().exactOptional(),
  extension_attributes: z.looseObject({}).exactOptional(),
});

const extensionAttributes = z.looseObject({
  is_subscribed: z.boolean().exactOptional().describe('Subscribed to the newsletter, which sends a mail'),
  assistance_allowed: z.int().exactOptional(),
  company_attributes: companyAttributes.exactOptional(),
  last_login_at: z.string().exactOptional(),
});

/** Fields that are optional for a customer and for an update. */
const OPTIONAL_FIELDS = {
  website_id: idOf('website')
    .exactOptional()
    .describe('The website to make the customer on; left out, the default one'),
  store_id: idOf('store view').exactOptional().describe('A store view of website_id, which it asks for'),
  group_id: z.int().exactOptional(),
  prefix: z.string().exactOptional(),
  middlename: nameSchema.exactOptional(),
  suffix: z.string().exactOptional(),
  dob: dateOfBirthSchema.exactOptional().describe('Date of birth, YYYY-MM-DD; empty, it is cleared'),
  gender: z.int().exactOptional(),
  taxvat: z
    .string()
    .max(50, { error: 'must have at most 50 characters; Commerce silently truncates longer text' })
    .exactOptional(),
  default_billing: z.string().exactOptional(),
  default_shipping: z.string().exactOptional(),
  disable_auto_group_change: z.int().exactOptional(),
  addresses: z.array(address).exactOptional(),
  extension_attributes: extensionAttributes.exactOptional(),
  custom_attributes: customAttributes,
  ...REFUSED_FIELDS,
};

/**
 * The customer object of `POST /V1/customers`. Known fields have the API's types. Unknown ones are accepted unless
 * they are another spelling of a known one.
 */
export const customerSchema = z
  .looseObject({
    email: emailSchema,
    firstname: requiredNameSchema,
    lastname: requiredNameSchema,
    ...OPTIONAL_FIELDS,
    default_billing: flagOfAddress('default_billing'),
    default_shipping: flagOfAddress('default_shipping'),
  })
  .meta({ dependentRequired: { store_id: ['website_id'] } });

/** The fields to change; all others stay. */
export const updateSchema = z.looseObject({
  email: emailSchema.exactOptional().describe("The customer's own, where given"),
  firstname: requiredNameSchema.exactOptional(),
  lastname: requiredNameSchema.exactOptional(),
  ...OPTIONAL_FIELDS,
});

function refused(insteadOfIt: string) {
  return z.never({ error: `must be left out; ${insteadOfIt}` }).exactOptional();
}

/**
 * Commerce stores any address's ID here, or refuses it after it has made the customer. Commerce itself checks those
 * of an update.
 */
function flagOfAddress(name: string) {
  return z
    .string()
    .refine(() => false, {
      error: `must be left out, as the addresses of a new customer have no ID yet; set addresses[n].${name}: true in an address instead`,
    })
    .meta({ not: {}, description: `Set it in an address, as addresses[n].${name}: true` })
    .exactOptional();
}

/** Commerce treats 0 as left out, and would choose where the customer is made. */
function idOf(what: string) {
  return z
    .int()
    .min(1, { error: `must be the ID of a ${what}, 1 or more; leave it out for the default one` });
}
