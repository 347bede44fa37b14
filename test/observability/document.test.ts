import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { METRICS } from '../../src/contract/metrics';
import { alerts } from './namedMetrics';

/** Rows of the tables, with trimmed cells. */
const rows = readFileSync(join(__dirname, '../../docs/reference/metrics.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

test.each(Object.values(METRICS))('the document describes $name as the worker does', ({ name, help }) => {
  expect(rows).toContainEqual([`\`${name}\``, help]);
});

test.each(alerts())('the document has the alert $alert and its command', ({ alert, annotations }) => {
  const command = annotations['command']?.replace('{{ $labels.failure }}', 'TYPE');
  expect(rows).toContainEqual([`\`${alert}\``, expect.any(String), `\`${command}\``]);
});
