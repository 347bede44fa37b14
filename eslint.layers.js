const importX = require('eslint-plugin-import-x');
/** What each folder imports besides itself; and src/temporal/worker.ts the activities. */
const ARROWS = require('./eslint.arrows.json');

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

/** The one file that may import internals of Temporal's SDK. */
const PRIVATE_SDK = 'src/temporal/privateSdk.ts';

const loadedByWorkflows = ['workflows/**/*.ts', 'src/contract/*.ts', 'src/temporal/failureConverter.ts'];

module.exports = [
  {
    files: ['**/*.ts'],
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver-next': [importX.createNodeResolver({ extensions: ['.ts', '.js'] })] },
    rules: { 'import-x/no-restricted-paths': ['error', { zones, basePath: __dirname }] },
  },
  {
    files: ['**/*.ts'],
    ignores: [PRIVATE_SDK],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^@temporalio/[a-z0-9-]+/lib(/|$)',
              message: `The SDK changes its internals in any release. Use its public API, or ${PRIVATE_SDK} if there is none.`,
            },
          ],
        },
      ],
    },
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
