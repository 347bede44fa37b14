import { customerSchema } from '../../contract/parse/customerFieldsSchema';
import { memberOf, refusalOf } from '../../contract/parse/schemaMembers';
import { foldName } from '../../contract/parse/spelling';

/** More than a person chooses from. */
const MOST_NEAR = 3;

/**
 * The fields that a column of an unknown name may be, the nearest first: by what other programs call them, and by the
 * letters that differ.
 */
export function nearFields(name: string): string[] {
  const folded = foldName(name.split('.').at(-1) ?? '');
  // Of somebody's data in place of a name, hardly anything is short.
  if (folded === '' || folded.length > 40) return [];
  const withoutOwner = folded.replace(
    /^(customer|user|contact|default|billing|shipping|address)+(?=.{3})/,
    '',
  );
  const most = Math.floor(folded.length / 4);
  const near = CANDIDATES.map(({ fold, field }) => ({
    field,
    distance: distanceTo(fold, [folded, withoutOwner], most),
  }))
    .filter(({ distance }) => distance <= most)
    .sort((one, other) => one.distance - other.distance);
  const [nearest] = near;
  // Where a name is known as it is, what only looks like it is no help.
  const shown = nearest?.distance === 0 ? near.filter(({ distance }) => distance === 0) : near;
  return [...new Set(shown.map(({ field }) => field))].slice(0, MOST_NEAR);
}

/** Endless where it is more than `most`, which the lengths alone mostly say. */
function distanceTo(fold: string, names: readonly string[], most: number): number {
  const alike = names.filter((name) => Math.abs(fold.length - name.length) <= most);
  return Math.min(...alike.map((name) => distanceBetween(fold, name)));
}

/** What other programs call a field. */
const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  email: ['mail', 'emailaddress', 'mailaddress'],
  firstname: ['givenname', 'forename', 'vorname', 'prenom'],
  lastname: ['surname', 'familyname', 'nachname'],
  middlename: ['secondname'],
  prefix: ['title', 'salutation', 'anrede'],
  dob: ['birthday', 'birthdate', 'dateofbirth', 'geburtsdatum'],
  gender: ['sex'],
  taxvat: ['vat', 'vatnumber', 'vatid', 'taxid', 'taxnumber'],
  group_id: ['group', 'customergroup'],
  website_id: ['website'],
  store_id: ['store', 'storeview'],
  'extension_attributes.is_subscribed': [
    ...['newsletter', 'subscribed', 'subscriber', 'issubscribed'],
    ...['acceptsmarketing', 'acceptsemailmarketing', 'emailoptin'],
  ],
  'addresses.0.street.0': ['street', 'street1', 'address', 'address1', 'addressline1', 'strasse'],
  'addresses.0.street.1': ['street2', 'address2', 'addressline2'],
  'addresses.0.city': ['town', 'ort', 'stadt'],
  'addresses.0.postcode': ['zip', 'zipcode', 'postalcode', 'plz'],
  'addresses.0.country_id': ['country', 'countrycode', 'land'],
  'addresses.0.region.region_code': ['state', 'statecode', 'province', 'provincecode'],
  'addresses.0.region.region': ['region'],
  'addresses.0.telephone': ['phone', 'phonenumber', 'mobile', 'tel'],
};

const ADDRESS_FIELDS = ['city', 'postcode', 'country_id', 'company', 'telephone', 'fax', 'vat_id'];

const CANDIDATES: readonly { readonly fold: string; readonly field: string }[] = [
  ...Object.entries(customerSchema.shape)
    .filter(([name]) => refusalOf(memberOf(customerSchema, name)) === undefined)
    .filter(([name]) => !['default_billing', 'default_shipping'].includes(name))
    .map(([field]) => ({ fold: foldName(field), field })),
  ...ADDRESS_FIELDS.map((field) => ({ fold: foldName(field), field: `addresses.0.${field}` })),
  ...['password', 'onExisting'].map((field) => ({ fold: foldName(field), field })),
  ...Object.entries(OTHER_NAMES).flatMap(([field, names]) => names.map((fold) => ({ fold, field }))),
];

/** How many letters have to be put in, taken away or exchanged (Levenshtein). */
export function distanceBetween(one: string, other: string): number {
  let above = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let row = 0; row < one.length; row += 1) {
    const line = [row + 1];
    for (let column = 1; column <= other.length; column += 1) {
      const exchanged = (above[column - 1] ?? 0) + (one[row] === other[column - 1] ? 0 : 1);
      line.push(Math.min((above[column] ?? 0) + 1, (line[column - 1] ?? 0) + 1, exchanged));
    }
    above = line;
  }
  return above[other.length] ?? 0;
}
