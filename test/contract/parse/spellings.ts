import fc from 'fast-check';
import { ADDRESS as ADDRESS_FIELDS, CUSTOMER as CUSTOMER_FIELDS } from '../../../src/sandbox/commerce/fields';
import { ADDRESS, CUSTOMER } from './inputLines';

/** An object of the input with its own names. */
export interface Level {
  /** Dotted, in the form of problems; empty for the input itself. */
  readonly path: string;
  /** All names there for which Commerce has a setter, and the names that are refused. */
  readonly names: readonly string[];
  /** A good input with these members at the level. */
  readonly inputWith: (members: object) => Record<string, unknown>;
}

const IN_CUSTOMER = [
  ...Object.keys(CUSTOMER_FIELDS),
  ...['password', 'password_hash', 'rp_token', 'rp_token_created_at'],
  ...['failures_num', 'first_failure', 'lock_expires', 'custom_attribute'],
];
const IN_ADDRESS = [...Object.keys(ADDRESS_FIELDS), 'custom_attribute'];
const IN_EXTENSION = Object.keys(CUSTOMER_FIELDS.extension_attributes.object);
const IN_COMPANY = Object.keys(CUSTOMER_FIELDS.extension_attributes.object.company_attributes.object);
const IN_REGION = Object.keys(ADDRESS_FIELDS.region.object);
const ATTRIBUTE = { attribute_code: 'tier', value: 'gold' };

/** The levels of a customer object, which are also those of an update. */
function customerLevels(part: 'customer' | 'update'): Level[] {
  const inputWith = (fields: object) =>
    part === 'customer' ? { customer: { ...CUSTOMER, ...fields } } : { customer: CUSTOMER, update: fields };
  const level = (path: string, names: readonly string[], fields: (members: object) => object): Level => ({
    path: path === '' ? part : `${part}.${path}`,
    names,
    inputWith: (members) => inputWith(fields(members)),
  });
  const inAddress = (members: object) => ({ addresses: [{ ...ADDRESS, ...members }] });
  return [
    level('', IN_CUSTOMER, (members) => members),
    level('extension_attributes', IN_EXTENSION, (members) => ({ extension_attributes: members })),
    level('extension_attributes.company_attributes', IN_COMPANY, (members) => ({
      extension_attributes: { company_attributes: members },
    })),
    level('custom_attributes.0', Object.keys(ATTRIBUTE), (members) => ({
      custom_attributes: [{ ...ATTRIBUTE, ...members }],
    })),
    level('addresses.0', IN_ADDRESS, inAddress),
    level('addresses.0.region', IN_REGION, (members) => inAddress({ region: members })),
    level('addresses.0.custom_attributes.0', Object.keys(ATTRIBUTE), (members) =>
      inAddress({ custom_attributes: [{ ...ATTRIBUTE, ...members }] }),
    ),
  ];
}

export const LEVELS: readonly Level[] = [
  {
    path: '',
    names: ['customer', 'password', 'update', 'onExisting'],
    inputWith: (members) => ({ customer: CUSTOMER, ...members }),
  },
  ...customerLevels('customer'),
  ...customerLevels('update'),
];

export interface Misspelling {
  readonly level: Level;
  readonly right: string;
  readonly wrong: string;
  /** In the form of problems. */
  readonly path: string;
  readonly input: Record<string, unknown>;
}

/** Every known and every refused name, at every level, in any case and with any underscores. */
export const misspellings = misspellingsIn((letter) =>
  fc.constantFrom(letter.toLowerCase(), letter.toUpperCase(), `_${letter}`, `${letter.toUpperCase()}_`),
);

const LOOK_ALIKES: Readonly<Record<string, readonly string[]>> = {
  i: ['\u0130', '\u0131', '\uff29'],
  k: ['\u212a', '\uff2b'],
  s: ['\u017f', '\uff33'],
};

/** The same with characters that JavaScript or PHP may fold, that are invisible, or that separate words elsewhere. */
export const strangeMisspellings = misspellingsIn((letter) =>
  fc.constantFrom(
    letter,
    letter.toUpperCase(),
    ...['\u200b', '\u00ad', '\ufeff', '\u0301', '-', '.', ' ', '\n', '\0'].map(
      (other) => `${letter}${other}`,
    ),
    ...(LOOK_ALIKES[letter.toLowerCase()] ?? []),
  ),
);

function misspellingsIn(spellLetter: (letter: string) => fc.Arbitrary<string>): fc.Arbitrary<Misspelling> {
  const places = LEVELS.flatMap((level) => level.names.map((right) => ({ level, right })));
  return fc.constantFrom(...places).chain(({ level, right }) =>
    fc
      .tuple(...Array.from(right.replaceAll('_', ''), spellLetter))
      .map((letters) => letters.join(''))
      .filter((wrong) => wrong !== right)
      .map((wrong) => ({
        level,
        right,
        wrong,
        path: level.path === '' ? wrong : `${level.path}.${wrong}`,
        input: level.inputWith({ [wrong]: 'x' }),
      })),
  );
}
