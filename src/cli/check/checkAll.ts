import type { Environment } from '../../settings';
import { checkEmbedded } from './checkEmbedded';
import { checkEncryption } from './checkEncryption';
import { checkNamespace } from './checkNamespace';
import { type CheckResult, skipped } from './checkResult';
import { type CheckedSettings, checkSettings } from './checkSettings';
import { checkTenant } from './checkTenant';

/** Runs every check, even if others fail. Changes nothing. */
export async function checkAll(environment: Environment): Promise<CheckResult[]> {
  const settings = checkSettings(environment);
  const [tenant, temporal, encryption] = await Promise.all([
    checkTenant(settings),
    checkTemporal(settings),
    checkKeys(settings),
  ]);
  return [...settings.results, ...tenant, ...temporal, ...encryption];
}

async function checkTemporal({ temporal, service }: CheckedSettings): Promise<CheckResult[]> {
  if (temporal === 'embedded' && service) return await checkEmbedded(service);
  if (temporal === 'embedded' || temporal === undefined) {
    return skipped(['temporal', 'namespace', 'retention', 'searchAttributes'], 'its settings are invalid');
  }
  return await checkNamespace(temporal);
}

async function checkKeys({ temporal, service }: CheckedSettings): Promise<CheckResult[]> {
  if (!service || !temporal) return skipped(['encryption'], 'its settings are invalid');
  return await checkEncryption(service, temporal === 'embedded' ? 'embedded' : 'own');
}
