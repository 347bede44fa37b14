const importX = require('eslint-plugin-import-x');

/** What each folder imports besides itself: the arrows of CONTRIBUTING.md, which point one way. */
const ARROWS = {
  'src/cli': [
    'src/files',
    'src/client',
    'src/gateway',
    'src/codecServer',
    'src/importFile',
    'src/monitoring',
    'src/temporal',
    'src/commerce',
    'src/sandbox',
    'src/settings',
    'src/contract',
  ],
  'src/gateway': ['src/files', 'src/temporal', 'src/commerce', 'src/sandbox', 'src/loopback', 'src/contract'],
  'src/client': ['src/temporal', 'src/settings', 'src/contract'],
  'src/codecServer': ['src/temporal', 'src/loopback', 'src/contract'],
  'src/importFile': ['src/files', 'src/contract'],
  'src/monitoring': ['src/temporal', 'src/commerce', 'src/loopback', 'src/contract'],
  'src/temporal': ['src/files', 'src/loopback', 'src/contract', 'activities'],
  'src/commerce': ['src/contract'],
  'src/sandbox': ['src/files', 'src/loopback', 'src/contract'],
  'src/settings': ['src/contract'],
  'src/loopback': [],
  'src/contract': [],
  'src/files': [],
  // And src/temporal/runs, which reads what the server recorded of runs.
  activities: ['src/commerce', 'src/contract'],
  workflows: ['src/contract'],
};

const zones = [
  ...Object.entries(ARROWS).map(([folder, imported]) => ({
    target: folder,
    from: ['test', 'bench', ...Object.keys(ARROWS)].filter(
      (other) => other !== folder && !imported.includes(other),
    ),
    ...(folder === 'activities' && { except: ['runs'] }),
    message: `${folder} imports ${['itself', ...imported].join(', ')} and no other folder.`,
  })),
  {
    target: ['src/temporal/!(worker).ts', 'src/temporal/*/**'],
    from: 'activities',
    message: 'Only src/temporal/worker.ts joins activities to a worker.',
  },
  {
    target: ['workflows/**', 'src/contract/*.ts'],
    from: 'src/contract/parse',
    message: 'src/contract/parse is for Node alone, and workflows load this file.',
  },
];

const loadedByWorkflows = ['workflows/**/*.ts', 'src/contract/*.ts', 'src/temporal/failureConverter.ts'];

module.exports = [
  {
    files: ['**/*.ts'],
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver-next': [importX.createNodeResolver({ extensions: ['.ts', '.js'] })] },
    rules: { 'import-x/no-restricted-paths': ['error', { zones, basePath: __dirname }] },
  },
  {
    files: loadedByWorkflows,
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^(?!\\.|@temporalio/(workflow|common)$)',
              message: 'Of packages, workflows load only @temporalio/workflow and @temporalio/common.',
            },
          ],
        },
      ],
      'no-restricted-globals': ['error', 'Buffer', 'fetch', 'process', 'require'],
    },
  },
  {
    files: ['src/commerce/**/*.ts', 'src/sandbox/**/*.ts', 'src/importFile/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ regex: '^@temporalio/', message: 'This folder knows nothing of Temporal.' }] },
      ],
    },
  },
];
