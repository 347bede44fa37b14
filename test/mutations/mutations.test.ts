import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { MUTATIONS } from './mutations';

const repository = resolve(__dirname, '../..');

test.each(MUTATIONS.map((mutation) => [mutation.name, mutation] as const))(
  'the text that the mutation of %s replaces is in its file exactly once',
  (_, { file, find, tests }) => {
    const source = readFileSync(join(repository, file), 'utf8');
    expect(source.split(find)).toHaveLength(2);
    expect(readFileSync(join(repository, tests.file), 'utf8')).not.toBe('');
  },
);
