import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'dotenv';
import { generatedDocuments } from '../../scripts/generateDocs';
import { FAILURES } from '../../src/contract/failures';
import { SETTINGS_TABLE } from '../../src/settings/settingsTable';

const documents = generatedDocuments();
const settings = SETTINGS_TABLE.flatMap((section) => section.settings);

test.each(Object.keys(documents))('%s is up to date with `npm run docs`', (path) => {
  expect(readFileSync(join(__dirname, '../..', path), 'utf8')).toBe(documents[path]);
});

test('.env.example leaves three values to fill in, and names every other setting with its default', () => {
  const example = documents['.env.example'] ?? '';
  expect(parse(example)).toEqual({
    CLIENT_ID: '<client_id>',
    CLIENT_SECRET: '<client_secret>',
    REST_ENDPOINT: '<rest_endpoint>',
  });
  const uncommented = parse(example.replace(/^#(?=[A-Z_]+=)/gm, ''));
  expect(Object.keys(uncommented).sort()).toEqual(settings.map(({ name }) => name).sort());
  for (const { name, presence } of settings) {
    if (presence.kind === 'default') expect(uncommented[name]).toBe(presence.text);
  }
});

test('the documents contain every setting and every failure', () => {
  for (const { name } of settings)
    expect(documents['docs/reference/settings.md']).toContain(`### \`${name}\`\n`);
  for (const type of Object.keys(FAILURES))
    expect(documents['docs/reference/failures.md']).toContain(`## \`${type}\`\n`);
});
