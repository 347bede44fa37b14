import { hostname } from 'node:os';
import { printEnded } from '../../src/cli/import/printEnded';

const RECORD = {
  ...{ importId: '0123456789abcdef', file: 'customers.csv', rows: 2, good: 2 },
  layout: { format: 'jsonl' as const },
  begunAt: '2026-11-24T12:00:00Z',
  ended: {
    at: '2026-11-24T12:01:00Z',
    counts: { made: 2, adopted: 0, refused: 0 },
    report: '/var/lib/onboarding/imports/0123456789abcdef/report.jsonl',
    refused: null,
  },
};

afterEach(() => {
  jest.restoreAllMocks();
  delete process.env['container'];
});

function printed(): string {
  const lines: string[] = [];
  for (const stream of [process.stdout, process.stderr]) {
    jest.spyOn(stream, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
  }
  printEnded(RECORD, { json: false });
  return lines.join('\n');
}

test('the report of an import in a container is named with the way out of it', () => {
  process.env['container'] = 'oci';
  expect(printed()).toMatch(new RegExp(`report\\.jsonl[^]*container ${hostname()}.*docker cp`));
});

test('elsewhere the path of the report is all', () => {
  expect(printed()).toMatch(/report\.jsonl\n?$/);
});
