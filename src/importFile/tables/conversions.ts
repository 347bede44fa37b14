/** Converts the text of a cell to the value of a field. */
export type Conversion = keyof typeof CONVERSIONS;

export type Converted =
  | { readonly ok: true; readonly text: string }
  /** To read after the column's name. It repeats no cell except codes. */
  | { readonly ok: false; readonly problem: string };

/** The IDs of the tenant's websites and store views, by the other shop's codes. */
export interface ShopCodes {
  readonly websites: ReadonlyMap<string, number>;
  readonly stores: ReadonlyMap<string, number>;
  /** Collects, while rows are read, the options that would give the missing IDs. */
  readonly missing?: Set<string>;
}

/** @param text a cell's text, trimmed and not empty */
export function convert(conversion: Conversion, text: string, codes: ShopCodes): Converted {
  return CONVERSIONS[conversion].convert(text, codes);
}

export function isConversion(name: string): name is Conversion {
  return Object.hasOwn(CONVERSIONS, name);
}

interface Entry {
  /** Description for people who fill in a map. */
  readonly what: string;
  readonly convert: (text: string, codes: ShopCodes) => Converted;
}

const YES = new Set(['yes', 'y', 'true', '1', 'on']);
const NO = new Set(['no', 'n', 'false', '0', 'off']);

/** The words of shops in several languages, by Commerce's number. */
const GENDER_WORDS: Readonly<Record<string, readonly string[]>> = {
  '1': [
    '1',
    'm',
    'male',
    'man',
    'männlich',
    'mann',
    'homme',
    'masculin',
    'hombre',
    'masculino',
    'uomo',
    'maschio',
  ],
  '2': [
    '2',
    'f',
    'female',
    'woman',
    'weiblich',
    'frau',
    'femme',
    'féminin',
    'mujer',
    'femenino',
    'donna',
    'vrouw',
  ],
  '3': ['3', 'not specified', 'nicht angegeben', 'non spécifié', 'no especificado', 'non specificato'],
};

const GENDERS: ReadonlyMap<string, string> = new Map(
  Object.entries(GENDER_WORDS).flatMap(([number, words]) => words.map((word) => [word, number])),
);

/** In the order of the documentation. */
export const CONVERSIONS = {
  text: { what: 'the cell as it is, without spaces around it', convert: converted },
  lines: { what: 'each line of the cell is a line of the list, such as a street', convert: converted },
  'unmarked text': {
    what: "without the `'` that marks a number or a postcode as text",
    // A postcode such as K1A 0B1 begins with letters; names such as 't Hof keep their mark.
    convert: (text) => converted(text.replace(/^'(?=[=+\-@\d(]|[A-Z]{1,3} ?\d)/, '').trim()),
  },
  'yes or no': {
    what: '`yes`, `no`, `true`, `false`, `1` or `0`',
    convert: (text) => {
      const word = text.toLowerCase();
      if (YES.has(word)) return converted('true');
      return NO.has(word) ? converted('false') : refused('must be yes or no');
    },
  },
  gender: {
    what: '`Male`, `Female` or `Not Specified`, also in German, French, Spanish or Italian, or their numbers in Commerce',
    convert: (text) => {
      const number = GENDERS.get(text.normalize('NFC').toLowerCase());
      return number === undefined ? refused('must be Male, Female or Not Specified') : converted(number);
    },
  },
  capitals: {
    what: 'converted to capital letters, such as the code of a country',
    convert: (text) => converted(text.toUpperCase()),
  },
  date: {
    what: '`YYYY-MM-DD`, a time after it is removed',
    convert: (text) => converted(text.replace(/^(\d{4}-\d\d-\d\d)[ T]\d\d:\d\d.*$/, '$1')),
  },
  'date, day first': {
    what: '`31.12.1980`, `31/12/1980` or `31-12-1980`',
    convert: (text) => dateOf(/^(?<day>\d{1,2})([./-])(?<month>\d{1,2})\2(?<year>\d{4})$/.exec(text)),
  },
  'date, month first': {
    what: '`12/31/1980` or `12-31-1980`',
    convert: (text) => dateOf(/^(?<month>\d{1,2})([/-])(?<day>\d{1,2})\2(?<year>\d{4})$/.exec(text)),
  },
  'website code': {
    what: 'the code of a website, which `--website CODE=ID` gives an ID',
    convert: (text, { websites, missing }) => idOf(text, websites, { what: 'website', missing }),
  },
  'store code': {
    what: 'the code of a store view, which `--store CODE=ID` gives an ID; left out without any `--store`',
    convert: (text, { stores, missing }) =>
      stores.size === 0 ? converted('') : idOf(text, stores, { what: 'store', missing }),
  },
} as const satisfies Readonly<Record<string, Entry>>;

function converted(text: string): Converted {
  return { ok: true, text };
}

function refused(problem: string): Converted {
  return { ok: false, problem };
}

function dateOf(match: RegExpExecArray | null): Converted {
  const { day = '', month = '', year = '' } = match?.groups ?? {};
  if (match === null) return refused('must be a date of this form');
  return converted(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`);
}

/** Only such a code may be repeated in a message. */
const CODE = /^[A-Za-z]\w{0,31}$/;

/** More than any shop has. */
const MOST_MISSING = 100;

function idOf(
  code: string,
  ids: ReadonlyMap<string, number>,
  { what, missing }: { what: string; missing: Set<string> | undefined },
): Converted {
  const id = ids.get(code);
  if (id !== undefined) return converted(String(id));
  if (!CODE.test(code)) return refused(`must be the code of a ${what}`);
  const option = `--${what} ${code}=ID`;
  if (missing && missing.size < MOST_MISSING) missing.add(option);
  return refused(`no ID is known for the ${what} ${code}; give ${option}`);
}
