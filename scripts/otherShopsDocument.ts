import { type ColumnRule, type ColumnTable, isLeftOut } from '../src/importFile/tables/columnTable';
import { CONVERSIONS } from '../src/importFile/tables/conversions';
import { TABLES } from '../src/importFile/tables/tables';
import { markdownText } from './markdownText';

/** `docs/reference/other-shops.md`. */
export function otherShopsDocument(): string {
  const conversions = Object.entries(CONVERSIONS).map(([name, { what }]) => `| \`${name}\` | ${what} |`);
  return [
    INTRODUCTION,
    CONVERSIONS_HEADING,
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
    ...(constants.length > 0 ? ['', `In each address of a row, ${constants.join(' and ')}.`] : []),
    '',
    '| column | goes to |',
    '| --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

const OTHER_COLUMNS = {
  unknown: 'Any other column is an error; `--allow-unknown` leaves it out.',
  'custom attributes':
    'Any other column is sent as a custom attribute if its name is a valid code and is not similar to the name of a column below. A similar name is an error, unless you use `--allow-unknown`. Commerce ignores attributes that the shop does not have.',
} as const;

function ruleInWords(rule: ColumnRule): string {
  if (isLeftOut(rule)) return `left out: ${markdownText(rule.leftOut)}`;
  const fields = rule.fields.map((field) => `\`${field}\``).join(', ');
  return rule.as === undefined ? fields : `${fields}, as ${rule.as}`;
}

const INTRODUCTION = `<!-- Made by \`npm run docs\` from src/importFile/tables. -->

# Columns of other shops

Where \`onboard import\` sends each column of an export of another shop. To run such an import, see
[Import customers from another shop](../guides/import-other-shops.md).
`;

const CONVERSIONS_HEADING = `## Conversions

The values of the column \`conversion\` in a [map of your own](../guides/import-other-shops.md#map-your-own-columns).
`;
