import { basename } from 'node:path';
import { EXAMPLE_FILES } from '../../deployment/helm/chart';
import { EXAMPLES, EXAMPLES_LEFT_OUT } from './examples';

test('`npm run test:containers` runs the pods of every example of the chart, or says why it does not', () => {
  const known = [...Object.keys(EXAMPLES), ...Object.keys(EXAMPLES_LEFT_OUT)];
  expect(EXAMPLE_FILES.map((file) => basename(file, '.yaml')).sort()).toEqual(known.sort());
});
