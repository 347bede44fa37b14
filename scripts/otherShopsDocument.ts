import { type ColumnRule, type ColumnTable, isLeftOut } from '../src/importFile/tables/columnTable';
import { CONVERSIONS } from '../src/importFile/tables/conversions';
import { TABLES } from '../src/importFile/tables/tables';
import { markdownText } from './markdownText';

/** `docs/reference/other-shops.md`. */
export function otherShopsDocument(): string {
  const conversions = Object.entries(CONVERSIONS).map(([name, { what }]) => `| \`${name}\` | ${what} |`);
  return [
    INTRODUCTION,
    MAPS,
    ['| conversion | value |', '| --- | --- |', ...conversions, ''].join('\n'),
    ...TABLES.map(tableSection),
  ].join('\n');
}

function tableSection({ title, recognizedBy, columns, otherColumns, always = {} }: ColumnTable): string {
  const recognized = recognizedBy.map((names) => names.map((name) => `\`${name}\``).join(', ')).join('; or ');
  const rows = Object.entries(columns).map(([column, rule]) => `| \`${column}\` | ${ruleInWords(rule)} |`);
  const constants = Object.entries(always).map(([field, value]) => `\`${field}\` is \`${value}\``);
  return [
    `## ${title[0]?.toUpperCase() ?? ''}${title.slice(1)}`,
    '',
    `Recognized by the columns ${recognized}. ${OTHER_COLUMNS[otherColumns]}`,
    ...(constants.length > 0 ? ['', `In an address that the row has, ${constants.join(' and ')}.`] : []),
    '',
    '| column | goes to |',
    '| --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

const OTHER_COLUMNS = {
  unknown: 'Any other column is a mistake of the header; `--allow-unknown` leaves it out.',
  'custom attributes':
    'Any other column is a custom attribute, where its name is fit to be the code of one and is not close to the name of a column below; one that is close is a mistake of the header, unless `--allow-unknown` sends it too. Commerce leaves out those that the shop does not have.',
} as const;

function ruleInWords(rule: ColumnRule): string {
  if (isLeftOut(rule)) return `left out: ${markdownText(rule.leftOut)}`;
  const fields = rule.fields.map((field) => `\`${field}\``).join(', ');
  return rule.as === undefined ? fields : `${fields}, as ${rule.as}`;
}

const INTRODUCTION = `<!-- Made by \`npm run docs\` from src/importFile/tables. -->

# Importing the customers of another shop

    npx commerce-onboarding import customers.csv --addresses addresses.csv --website base=1 --check   # Magento
    npx commerce-onboarding import customers_export.csv --check                                       # Shopify, WooCommerce
    npx commerce-onboarding import people.csv --map-template map.csv                                  # any other CSV file
    npx commerce-onboarding import people.csv --map map.csv --check

The format is recognized by the header; \`--format\` says it where the header is not clear, and \`--format csv\` says that the
columns are those of [import.md](../guides/import.md). \`--check\` needs no settings and sends nothing. It ends with a summary: the rows
that can be imported and those that cannot, the columns that are used, those that are left out and why, those that are sent as
custom attributes, and the mails that will go out. Without \`--check\` the same file is imported as any other ([import.md](../guides/import.md)).

- **Passwords cannot come along.** Commerce mails everybody a link to set one, unless the shop suppresses its mails.
- **Websites and store views** of Magento have codes in the file and IDs in Commerce: \`--website base=1 --website second=2\`. Every
  code in the file needs an ID, and a customer without a code is a bad row. Without any \`--store\`, customers belong to the default store view of their website. The API that this
  project knows cannot be asked for them: the Admin shows them under Stores, All Stores.
- **Customer groups** keep their number. Those from 4 on are the old shop's own: make them with the same numbers, or exchange the
  numbers in the file first.
- **Addresses** that lack a name have the customer's. An address without a field that Commerce asks for by default (name, street,
  city, country, telephone and, in most countries, postcode), or with a street of more than two lines, is left out, as Commerce would
  refuse the customer with it; the row and the column are reported. Where the shop is set to take them, \`--send-incomplete-addresses\`
  sends them all. A state of the US, Canada or Germany gets the ID that Commerce gives it when it is installed; any other is sent as
  it is in the file.
- **Magento's address file** is joined by e-mail address and website. Addresses of nobody in the customers' file are reported and left out.
  In a composite file, rows with an empty \`email\` are more addresses of the customer above.
- **Labels** of custom attributes are sent as they are in the file. An attribute with options takes the IDs of its options: exchange
  the labels in the file first.
- The cells of a row that Commerce refuses are in the file of refused rows as in any import, and the same options import it again.
`;

const MAPS = `## A map of your own

\`--map-template\` writes a CSV file with a line for each column of your file. What is known or near is proposed; fill in the rest in a
spreadsheet, and give the file with \`--map\`.

| column | |
| --- | --- |
| \`column\` | the name in the header of your file |
| \`field\` | where its cells go, as a CSV file of ours names it ([import.md](../guides/import.md)), or \`custom_attributes.CODE\`. Several fields have spaces between them. A field that ends in \`?\` takes the cell where no other column fills it, and alone makes no address |
| \`conversion\` | one of those below; empty is \`text\` |
| \`left out because\` | instead of a field: why the column is not used |

A line with an empty \`column\` and a conversion such as \`always 2\` gives its field that value in every row; a field of an address, in
every row that has the address. Where a column fills the field too, the value is that of its empty cells. Two columns of one field
must not differ in a row, unless one of them ends in \`?\`.
`;
