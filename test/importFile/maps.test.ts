import { mapTemplate } from '../../src/importFile';
import { inputOf, linesOf, readingWith, setImportFolder } from './importFolder';

const folder = setImportFolder();
const MAP_HEADER = 'column,field,conversion,left out because';

async function template(content: string): Promise<string> {
  return await mapTemplate(await folder.write(content), { spoolFolder: folder.spoolFolder() });
}

async function withMap(content: string, map: string) {
  return await folder.read(content, readingWith({ map: await folder.write(map) }));
}

test('a template proposes similar fields, and leaves the rest to be filled in', async () => {
  const header = [
    ...['E-Mail', 'First Name', 'Surname', 'Birthday', 'Sex', 'Zip Code', 'City', 'Country', 'Phone'],
    ...['Newsletter', 'website_id', 'addresses.0.street.0', 'Shoe size', '=1+1'],
  ];
  expect(await template(`${header.join(';')}\n`)).toBe(
    `${MAP_HEADER}
E-Mail,email,,
First Name,firstname,,
Surname,lastname,,
Birthday,dob,date,
Sex,gender,gender,
Zip Code,addresses.0.postcode,,
City,addresses.0.city,,
Country,addresses.0.country_id,capitals,
Phone,addresses.0.telephone,,
Newsletter,extension_attributes.is_subscribed,yes or no,
website_id,website_id,,
addresses.0.street.0,addresses.0.street.0,,
Shoe size,,,
'=1+1,,,
`,
  );
});

test.each([
  [
    'E-Mail-Adresse;Vorname;Nachname;Telefon;Mobil;Firma',
    'addresses.0.telephone,,\nMobil,addresses.0.telephone?',
  ],
  [
    'Courriel;Prénom;Nom;Code postal;Ville',
    'Nom,lastname,,\nCode postal,addresses.0.postcode,,\nVille,addresses',
  ],
  [
    'Correo electrónico;Nombre;Apellidos',
    'Correo electrónico,email,,\nNombre,firstname,,\nApellidos,lastname',
  ],
])('a template knows names in other languages: %s', async (header, lines) => {
  expect(await template(`${header}\n`)).toContain(lines);
});

test('a template does not propose a field that is only a little similar', async () => {
  const header = ['email', 'Customer Name', 'County', 'constructor', '__proto__'];
  expect(await template(`${header.join()}\n`)).toBe(
    `${MAP_HEADER}\nemail,email,,\nCustomer Name,,,\nCounty,addresses.0.region.region,,\nconstructor,,,\n__proto__,,,\n`,
  );
});

test("a template includes Magento's custom attributes, and asks about a column that may be misspelled", async () => {
  const header = 'email,_website,firstname,lastname,crm_id,constructor,middelname';
  expect(await template(`${header}\n`)).toBe(
    `${MAP_HEADER}
email,email,,
_website,website_id,website code,
firstname,firstname,,
lastname,lastname,,
crm_id,custom_attributes.crm_id,,
constructor,custom_attributes.constructor,,
middelname,middlename,,
`,
  );
});

test('the template of a recognized file keeps its meaning', async () => {
  const csv =
    "Email,First Name,Last Name,Accepts Email Marketing,Default Address Address1,Default Address City,Default Address Country Code,Default Address Zip,Phone,Tags\nann@example.com,Ann,Lee,yes,1 Main,Austin,US,'01234,'+1,vip\n";
  const [mapped] = await withMap(csv, await template(csv));
  const [recognized] = await folder.read(csv);
  expect(inputOf(mapped)).toEqual(inputOf(recognized));
  expect(inputOf(mapped)).toMatchObject({ customer: { addresses: [{ default_billing: true }] } });
});

test('a map defines each column', async () => {
  const map = `\ufeffcolumn;field;conversion;left out because
Mail;email;;
Vorname;firstname;;
Nachname;lastname addresses.0.lastname?;;
Geburtstag;dob;date, day first;
Stufe;custom_attributes.tier;;
Straße;addresses.0.street;lines;
Ort;addresses.0.city;;
Land;addresses.0.country_id;capitals;
Tel;addresses.0.telephone;;
PLZ;addresses.0.postcode;;
Notiz;;;nobody reads it
;website_id;always 2;
;addresses.0.default_billing;always true;
`;
  const rows = await withMap(
    `Mail;Vorname;Nachname;Geburtstag;Stufe;Straße;Ort;Land;Tel;PLZ;Notiz
ann@example.com;Ann;Lee;3.12.1980;gold;"Weg 1
Hof";Bonn;de;1;53111;x
ben@example.com;Ben;Lee;1980-12-03;;;;;;;
`,
    map,
  );
  expect(inputOf(rows[0])).toEqual({
    customer: {
      ...{ email: 'ann@example.com', firstname: 'Ann', lastname: 'Lee', dob: '1980-12-03', website_id: 2 },
      custom_attributes: [{ attribute_code: 'tier', value: 'gold' }],
      addresses: [
        {
          ...{ firstname: 'Ann', lastname: 'Lee', street: ['Weg 1', 'Hof'], city: 'Bonn' },
          ...{ country_id: 'DE', telephone: '1', postcode: '53111', default_billing: true },
        },
      ],
    },
  });
  expect(linesOf(rows[1])).toEqual(['Geburtstag: must be a date of this form']);
});

test('two columns of one field must not differ, and the second may be used if the first is empty', async () => {
  const map = (second: string) =>
    `${MAP_HEADER}\nMail,email,,\nFirst,firstname,,\nLast,lastname,,\nFax,taxvat,,\nTax,${second},,\n`;
  const csv = (fax: string, tax: string) =>
    `Mail,First,Last,Fax,Tax\nann@example.com,Ann,Lee,${fax},${tax}\n`;
  const [differing] = await withMap(csv('1', '2'), map('taxvat'));
  expect(linesOf(differing)).toEqual([
    'Fax: differs from Tax, which fills the same field; empty one of them',
  ]);
  for (const [fax, tax, second] of [
    ['1', '1', 'taxvat'],
    ['', '1', 'taxvat'],
    ['1', '2', 'taxvat?'],
    ['', '1', 'taxvat?'],
  ] as const) {
    expect((await withMap(csv(fax, tax), map(second))).map(inputOf)).toMatchObject([
      { customer: { taxvat: '1' } },
    ]);
  }
});

test('a map sets a custom attribute in every row, and the value of an empty cell', async () => {
  const map = `${MAP_HEADER}\nMail,email,,\nFirst,firstname,,\nLast,lastname,,\nTier,custom_attributes.tier,,\nGroup,group_id,,\n,custom_attributes.source,always old shop,\n,group_id,always 2,\n`;
  const csv = 'Mail,First,Last,Tier,Group\nann@example.com,Ann,Lee,gold,\nben@example.com,Ben,Lee,,3\n';
  const source = { attribute_code: 'source', value: 'old shop' };
  expect((await withMap(csv, map)).map(inputOf)).toMatchObject([
    { customer: { group_id: 2, custom_attributes: [{ attribute_code: 'tier', value: 'gold' }, source] } },
    { customer: { group_id: 3, custom_attributes: [source] } },
  ]);
});

test('all mistakes in a map are reported together, with their lines', async () => {
  const csv = 'a,b\n1,2\n';
  const map = `${MAP_HEADER}
Mail,e-mail,,
Size,shoe_size,,
First,firstname,upper,
Last,,,
Note,taxvat,,nobody reads it
Note,taxvat,,
,website_id,,
`;
  const problem = await folder.problemOf(csv, readingWith({ map: await folder.write(map) }));
  expect(problem).toBe(
    'line 2 (Mail): the field e-mail must be spelled email; ' +
      'line 3 (Size): Commerce has no field shoe_size; a custom attribute is custom_attributes.CODE; ' +
      'line 4 (First): the conversion must be text; lines; unmarked text; yes or no; gender; capitals; date; date, day first; date, month first; website code; store code; ' +
      'line 5 (Last): give a field, or say in "left out because" why it is left out; ' +
      'line 6 (Note): give a field, or why it is left out, but not both; ' +
      'line 8: names no column of the file',
  );
});

test('a file must not have a column that its map lacks', async () => {
  const path = await folder.write(`${MAP_HEADER}\nMail,email,,\nFirst,firstname,,\nLast,lastname,,\n`);
  const csv = 'Mail,First,Last,Fist\nann@example.com,Ann,Lee,x\n';
  expect(await folder.problemOf(csv, readingWith({ map: path }))).toBe(
    `line 1: column 4 (Fist) is not known in the map ${path}; perhaps it is First; say what it is with --map, or leave it out with --allow-unknown`,
  );
  const rows = await folder.read(csv, readingWith({ map: path, allowUnknown: true }));
  expect(rows.map(inputOf)).toEqual([
    { customer: { email: 'ann@example.com', firstname: 'Ann', lastname: 'Lee' } },
  ]);
});

test.each([
  [
    'a file of something else',
    'a,b\n1,2\n',
    /^line 1: must have the columns column, field, conversion, left out/,
  ],
  ['an empty file', '', /^is empty$/],
])('%s is not a map', async (_, map, problem) => {
  expect(await folder.problemOf('a\n1\n', readingWith({ map: await folder.write(map) }))).toMatch(problem);
});
