import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { SEARCH_ATTRIBUTES } from '../../src/contract/names';
import type { TemporalConnection } from '../../src/temporal/connection';
import { findProgram } from '../../src/temporal/embedded';
import { connect } from '../setup/temporal';
import { service } from './composeFile';

const run = promisify(execFile);

let programs: string;
let temporal: TemporalConnection;

beforeAll(async () => {
  temporal = await connect();
  programs = await mkdtemp(join(tmpdir(), 'onboarding-programs-'));
  await symlink((await findProgram({ log: () => undefined })).path, join(programs, 'temporal'));
});

afterAll(async () => {
  await temporal.connection.close();
  await rm(programs, { recursive: true });
});

/** What the job's container runs, in a shell of this machine, on the suite's server. */
async function runJob(namespace: string): Promise<void> {
  const { entrypoint, command } = service('temporal-namespace');
  const [shell, ...options] = entrypoint!;
  const script = command!.map((text) => text.replaceAll('$$', '$'));
  await run(shell!, [...options, ...script], {
    env: {
      HOME: programs,
      PATH: [programs, process.env['PATH']].join(delimiter),
      TEMPORAL_ADDRESS: process.env['TEST_TEMPORAL_ADDRESS'],
      TEMPORAL_NAMESPACE: namespace,
    },
    timeout: 60_000,
  });
}

test('the job makes the namespace and its search attributes, and may run again', async () => {
  const namespace = `test-${randomUUID()}`;
  await runJob(namespace);
  await runJob(namespace);
  const { workflowService, operatorService } = temporal.connection;
  const { config } = await workflowService.describeNamespace({ namespace });
  expect(Number(config?.workflowExecutionRetentionTtl?.seconds)).toBe(30 * 24 * 60 * 60);
  const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
  expect(customAttributes).toMatchObject({ OnboardingPerson: 2, OnboardingCustomerId: 3 });
  expect(Object.keys(customAttributes)).toEqual(
    expect.arrayContaining(Object.values(SEARCH_ATTRIBUTES).map(({ name }) => name)),
  );
}, 90_000);
