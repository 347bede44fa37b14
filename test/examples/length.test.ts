import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const EXAMPLES = resolve(__dirname, '../../examples');
const CODE = /\.(py|go|sh|ts)$/;

const files = readdirSync(EXAMPLES, { recursive: true, encoding: 'utf8' }).filter((file) => CODE.test(file));

test('each example fits on a screen: under 50 lines', () => {
  expect(files).toEqual(
    expect.arrayContaining([join('python', 'onboard.py'), join('go', 'main.go'), join('http', 'onboard.sh')]),
  );
  const long = files.filter(
    (file) => readFileSync(join(EXAMPLES, file), 'utf8').trimEnd().split('\n').length >= 50,
  );
  expect(long).toEqual([]);
});
