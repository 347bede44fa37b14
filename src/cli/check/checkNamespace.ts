import { createLogger, installRuntime } from '../../temporal/logging';
import { LEAST_RETENTION_MS, namespaceHealth } from '../../temporal/namespaceHealth';
import { searchAttributeCommand } from '../../temporal/searchAttributeCommand';
import type { SearchAttributeState } from '../../temporal/searchAttributes';
import type { TemporalTarget } from '../../temporal/temporalTarget';
import { type CheckResult, ok, skipped, unreachable, wrong } from './checkResult';

const OPERATOR = 'temporal operator namespace';
const HOUR_MS = 3_600_000;

/** Checks that a Temporal server answers and that its namespace suits onboardings. */
export async function checkNamespace(target: TemporalTarget): Promise<CheckResult[]> {
  const { namespace } = target;
  const address = target.connectionOptions.address;
  // Only here: an installed runtime that never connects keeps the process alive.
  installRuntime(createLogger('error'));
  const health = await namespaceHealth(target);
  switch (health.kind) {
    case 'unreachable':
      return [
        unreachable(
          'temporal',
          health.reason,
          'Check that the server is running, TEMPORAL_ADDRESS, the network path (firewall), TEMPORAL_TLS_* and TEMPORAL_API_KEY.',
        ),
        ...skipped(['namespace', 'retention', 'searchAttributes'], 'Temporal does not answer'),
      ];
    case 'refused':
      return [
        wrong('temporal', health.reason),
        ...skipped(['namespace', 'retention', 'searchAttributes'], 'Temporal refuses this client'),
      ];
    case 'missing':
      return [
        ok('temporal', `${address} answers`),
        wrong(
          'namespace',
          `${address} has no namespace ${namespace}`,
          `Correct TEMPORAL_NAMESPACE, or make it: ${OPERATOR} create --retention 30d -n ${namespace} --address ${address}`,
        ),
        ...skipped(['retention', 'searchAttributes'], 'there is no such namespace'),
      ];
    case 'there':
      return [
        ok('temporal', `${address} answers`),
        ok('namespace', `${namespace} exists`),
        checkRetention(health.retentionMs, `-n ${namespace} --address ${address}`),
        checkSearchAttributes(namespace, health.searchAttributes),
      ];
  }
}

/** Checks how long the server keeps closed runs. `where` holds the flags that name the namespace. */
export function checkRetention(retentionMs: number, where: string): CheckResult {
  const kept = `closed workflows are kept for ${daysText(retentionMs)}`;
  if (retentionMs >= LEAST_RETENTION_MS) return ok('retention', kept);
  return wrong(
    'retention',
    `${kept}, and ${LEAST_RETENTION_MS / HOUR_MS / 24} d is the minimum: afterwards, failed onboardings cannot be retried, and an earlier run is no evidence`,
    `Make it longer: ${OPERATOR} update --retention 30d ${where}`,
  );
}

/** `30 d`, or hours if it is no whole number of days. */
export function daysText(durationMs: number): string {
  const hours = durationMs / HOUR_MS;
  return hours % 24 === 0 ? `${hours / 24} d` : `${hours} h`;
}

function checkSearchAttributes(namespace: string, state: SearchAttributeState): CheckResult {
  const { missing, operatorServiceAnswers } = state;
  if (missing.length === 0) return ok('searchAttributes', 'all are registered');
  const names = missing.map(({ name }) => name).join(', ');
  const command = searchAttributeCommand(namespace, missing);
  if (!operatorServiceAnswers) {
    return wrong(
      'searchAttributes',
      `${names} not registered, and this client may not register them`,
      `Ask an operator to run: ${command}`,
    );
  }
  return ok(
    'searchAttributes',
    `${names} not registered yet; a worker registers them when it starts. If it may not, ask an operator to run: ${command}`,
  );
}
