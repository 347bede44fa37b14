import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inputJsonSchema } from '../src/contract/parse/inputJsonSchema';
import { commandsDocument } from './commandsDocument';
import { envExample } from './envExample';
import { failuresDocument } from './failuresDocument';
import { otherShopsDocument } from './otherShopsDocument';
import { settingsDocument } from './settingsDocument';

/**
 * The committed files that are generated from tables in the code, or copied because Helm reads only files of its chart, by
 * path from the repository's root.
 */
export function generatedDocuments(): Readonly<Record<string, string>> {
  return {
    '.env.example': envExample(),
    'deploy/helm/commerce-onboarding/files/alerts.yml': contentOf('observability/prometheus/alerts.yml'),
    'deploy/helm/commerce-onboarding/files/onboarding.json': contentOf(
      'observability/grafana/onboarding.json',
    ),
    'docs/reference/commands.md': commandsDocument(),
    'docs/reference/failures.md': failuresDocument(),
    'docs/reference/input.schema.json': `${JSON.stringify(inputJsonSchema(), null, 2)}\n`,
    'docs/reference/other-shops.md': otherShopsDocument(),
    'docs/reference/settings.md': settingsDocument(),
  };
}

function contentOf(path: string): string {
  return readFileSync(join(__dirname, '..', path), 'utf8');
}

if (require.main === module) {
  for (const [path, text] of Object.entries(generatedDocuments())) {
    writeFileSync(join(__dirname, '..', path), text);
  }
}
