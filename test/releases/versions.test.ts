import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { clientManifest } from '../../scripts/clientPackage/manifest';

const PROJECT = resolve(__dirname, '../..');
const read = (path: string) => readFileSync(join(PROJECT, path), 'utf8');
const manifest = JSON.parse(read('package.json')) as { version: string; publishConfig: object };
const { version } = manifest;

test('package-lock.json, the newest entry of the changelog and the client package have the version of package.json', () => {
  const lock = JSON.parse(read('package-lock.json')) as { version: string };
  const [, newest] = /^## (\S+)/m.exec(read('CHANGELOG.md')) ?? [];
  expect([lock.version, newest, clientManifest(PROJECT)['version']]).toEqual([version, version, version]);
});

test('the label of the image, if it has one, is the version of package.json', () => {
  const labels = [...read('Dockerfile').matchAll(/image\.version="([^"]*)"/g)].map(([, label]) => label);
  for (const label of labels) expect(label).toBe(version);
});

test('the chart, if there is one, has the version of package.json', () => {
  const file = join(PROJECT, 'deploy/helm/commerce-onboarding/Chart.yaml');
  if (!existsSync(file)) return;
  expect(parse(readFileSync(file, 'utf8'))).toMatchObject({ version, appVersion: version });
});

test('both packages are public, and ask for provenance', () => {
  const wanted = { access: 'public', provenance: true };
  expect([manifest.publishConfig, clientManifest(PROJECT)['publishConfig']]).toEqual([wanted, wanted]);
});
