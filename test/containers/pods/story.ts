import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { newApiKey } from '../../../src/gateway';
import { type Sandbox, startSandbox } from '../../../src/sandbox';
import { encryptionKeyText, newEncryptionKey } from '../../../src/temporal/encryption/encryptionKeys';
import { repository } from '../../deployment/composeFile';
import { EXAMPLE_FILES, valuesOf } from '../../deployment/helm/chart';
import { clients } from '../../deployment/helm/programs';
import { RELEASE, rendered } from '../../deployment/helm/rendered';
import { type Values, withValues } from '../../deployment/helm/values';
import { welcomed } from '../../setup/people';
import { makeAuthority } from '../../setup/production/certificates';
import { cacheFolder } from '../cacheFolder';
import { call } from '../call';
import { docker } from '../docker';
import { dockerEnvironment } from '../engine';
import { baseImage } from '../imageNames';
import { step, tell } from '../steps';
import { EXAMPLES, type Example } from './examples';
import { type Deployment, type ExternalSecret, type PodTemplate, runnable, type Runnable } from './manifests';
import type { PodPlace } from './dockerArguments';
import { RunningPod, runToItsEnd } from './runningPod';
import { RunningService } from './runningService';
import { fromStore, type Secrets, secretValue } from './secrets';
import { startTemporal } from './temporal';
import { makeVolumes } from './volumes';

const folder = join(cacheFolder, 'pods');
const SANDBOX = 'sandbox.localhost';
const SANDBOX_PORT = 8090;
const TOKEN = 'a-token-of-many-characters';
/** Onboardings that are in flight while a worker stops. */
const IN_FLIGHT = 10;

/** Runs the pods of each example of the chart, as kubelet would. */
async function story(): Promise<void> {
  await step('build the image', buildImage);
  const { helm } = await clients();
  for (const [name, example] of Object.entries(EXAMPLES)) {
    process.stdout.write(`\nThe pods of ${name}.yaml\n`);
    await runExample(helm, name, example);
  }
}

/** With the command of the guide; its base is a stand-in. */
async function buildImage(): Promise<void> {
  const page = readFileSync(join(repository, 'docs/guides/kubernetes.md'), 'utf8');
  const [, command = ''] = /^(docker build .*) \.$/m.exec(page) ?? [];
  assert.notEqual(command, '', 'docs/guides/kubernetes.md has no command that builds the image');
  await call('bash', ['-euc', `${command} --build-arg NODE_IMAGE=${baseImage().name} .`], {
    cwd: repository,
    env: dockerEnvironment,
  });
}

async function runExample(helm: string, name: string, example: Example): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const sandbox = await startSandbox({ host: '0.0.0.0', port: SANDBOX_PORT, latency: 'measured' });
  try {
    const values = valuesOfExample(name, example, sandbox);
    const manifests = runnable(rendered({ helm, values }));
    const network = `pods-${name}`;
    await docker('network', 'create', network);
    const gateway = '{{(index .IPAM.Config 0).Gateway}}';
    const address = (await docker('network', 'inspect', '--format', gateway, network)).trim();
    const temporal = values['temporal'] as { address: string };
    const served = await startTemporal({ ...example, address: temporal.address, network, folder });
    const made = await secretsOf(sandbox, served, address);
    const { source } = (values['secrets'] ?? {}) as { source?: string };
    const given = source === 'externalSecret' ? withExternalSecrets(made, manifests.externalSecrets) : made;
    await new Cluster(manifests, sandbox, network, address, given).run();
    await removeContainers(network);
  } finally {
    await sandbox.stop();
  }
}

async function removeContainers(network: string): Promise<void> {
  const containers = await docker('ps', '--all', '--quiet', '--filter', `network=${network}`);
  await docker('rm', '--force', '--volumes', ...containers.split('\n').filter(Boolean));
  await docker('network', 'rm', network);
}

function valuesOfExample(name: string, { values = {} }: Example, { settings }: Sandbox): Values {
  const file = EXAMPLE_FILES.find((path) => path.endsWith(`/${name}.yaml`));
  const endpoint = `http://${SANDBOX}:${SANDBOX_PORT}`;
  const tenant = {
    restEndpoint: settings.REST_ENDPOINT.replace(/^http:\/\/[^/]+/, endpoint),
    clientId: settings.CLIENT_ID,
  };
  return [{ tenant, worker: { settings: { IMS_ENDPOINT: endpoint } } }, values].reduce<Values>(
    withValues,
    valuesOf(file),
  );
}

interface Given {
  readonly secrets: Secrets;
  readonly secretProviderClasses: Secrets;
  /** Of a caller of the gateway. */
  readonly apiKey: string;
  readonly authority: string;
}

async function secretsOf(sandbox: Sandbox, served: Secrets, address: string): Promise<Given> {
  const { text: apiKey, kept } = newApiKey({ name: 'crm', rights: ['start', 'read'] });
  const shared = {
    'client-secret': sandbox.settings.CLIENT_SECRET,
    'encryption-keys': encryptionKeyText(newEncryptionKey()),
  };
  const gateway = { 'gateway-keys.json': JSON.stringify({ keys: [kept] }) };
  const authority = await makeAuthority(folder, 'gateway-ca');
  const { cert, key } = await authority.issue('gateway', { names: `IP:${address}` });
  return {
    secrets: {
      ...served,
      'commerce-onboarding': shared,
      'commerce-onboarding-gateway': gateway,
      'commerce-onboarding-codec': { 'codec-tokens': TOKEN },
      'commerce-onboarding-gateway-tls': {
        'tls.crt': await readFile(cert, 'utf8'),
        'tls.key': await readFile(key, 'utf8'),
      },
    },
    secretProviderClasses: {
      'onboarding-worker': shared,
      'onboarding-gateway': { 'encryption-keys': shared['encryption-keys'], ...gateway },
    },
    apiKey,
    authority: await readFile(authority.cert, 'utf8'),
  };
}

/** The same, of which the namespace has only what External Secrets makes. The store is that of the example. */
function withExternalSecrets(given: Given, externalSecrets: readonly ExternalSecret[]): Given {
  const value = (name: string, key: string) => secretValue(given.secrets, name, key);
  const store = {
    'onboarding/adobe': { 'client-secret': value('commerce-onboarding', 'client-secret') },
    'onboarding/encryption-keys': { '': value('commerce-onboarding', 'encryption-keys') },
    'onboarding/gateway-keys': { '': value('commerce-onboarding-gateway', 'gateway-keys.json') },
    'onboarding/temporal': {
      'tls.crt': value('commerce-onboarding-temporal-tls', 'tls.crt'),
      'tls.key': value('commerce-onboarding-temporal-tls', 'tls.key'),
    },
    'onboarding/temporal-ca': { '': value('commerce-onboarding-temporal-ca', 'ca.crt') },
  };
  return { ...given, secrets: fromStore(externalSecrets, store) };
}

/** What runs of one example. */
class Cluster {
  private readonly pods: RunningPod[] = [];
  private readonly services: RunningService[] = [];
  private readonly dispatcher: Agent;
  private made = 0;

  constructor(
    private readonly manifests: Runnable,
    private readonly sandbox: Sandbox,
    private readonly network: string,
    /** Of Services, and of the sandbox. */
    private readonly address: string,
    private readonly given: Given,
  ) {
    this.dispatcher = new Agent({ connect: { ca: given.authority } });
  }

  /** After a failure, the containers stay for the log. */
  async run(): Promise<void> {
    try {
      await this.onboardAndStop();
    } finally {
      for (const service of this.services) await service.stop();
      await this.dispatcher.destroy();
    }
  }

  private async onboardAndStop(): Promise<void> {
    await step('the Job ends', () => this.runJobs());
    await step('the pods become ready', () => this.startDeployments());
    await step('they are locked down', async () => {
      for (const pod of this.pods) await pod.isLockedDown();
    });
    await step('a customer is onboarded through the Service, once', async () => {
      const { customer } = await this.onboard();
      assert.deepEqual(this.madeOf([customer.email]), [[1, 1]]);
    });
    await step('the pods of helm test find nothing wrong', async () => {
      const { pods } = this.manifests;
      assert.equal(pods.length, 2);
      for (const { metadata, spec } of pods) {
        await runToItsEnd({ metadata: { labels: metadata.labels }, spec }, await this.placeFor(spec), 120);
      }
    });
    await step(`a worker stops with ${IN_FLIGHT} onboardings in flight`, () => this.stopWorker());
    await step('the others stop', () => this.stopAll());
    await step('no secret was printed', () => this.printedNoSecret());
  }

  private async runJobs(): Promise<void> {
    assert.equal(this.manifests.jobs.length, 1);
    for (const { spec } of this.manifests.jobs) {
      const { template, activeDeadlineSeconds } = spec;
      for (let left = spec.backoffLimit; ; left -= 1) {
        try {
          await runToItsEnd(template, await this.placeFor(template.spec), activeDeadlineSeconds);
          break;
        } catch (error) {
          if (left === 0) throw error;
        }
      }
    }
  }

  private async startDeployments(): Promise<string> {
    for (const service of this.manifests.services) {
      this.services.push(await RunningService.start(service, this.address, () => this.pods));
    }
    const { deployments } = this.manifests;
    for (const deployment of deployments) {
      for (let count = 0; count < deployment.spec.replicas; count += 1) await this.startPod(deployment);
    }
    for (const pod of this.pods) await pod.becomesReady();
    return this.pods.map(({ name }) => name).join(', ');
  }

  private async startPod({ spec: { template, selector } }: Deployment): Promise<RunningPod> {
    for (const [name, value] of Object.entries(selector.matchLabels)) {
      assert.equal(template.metadata.labels[name], value, 'a Deployment does not select its pods');
    }
    const pod = await RunningPod.start(template, await this.placeFor(template.spec));
    this.pods.push(pod);
    return pod;
  }

  private async stopWorker(): Promise<string> {
    const [worker] = this.podsOf('worker');
    assert.ok(worker);
    const from = this.sandbox.requests().length;
    const all = Promise.all(Array.from({ length: IN_FLIGHT }, () => this.onboard()));
    // Commerce creates some of them.
    while (this.sandbox.requests().length === from) await sleep(10);
    const took = await worker.stop();
    this.pods.splice(this.pods.indexOf(worker), 1);
    if (this.podsOf('worker').length === 0) {
      const deployment = this.manifests.deployments.find(({ metadata }) => metadata.name.endsWith('-worker'));
      await (await this.startPod(deployment!)).becomesReady();
    }
    const emails = (await all).map(({ customer }) => customer.email);
    assert.deepEqual(this.madeOf(emails), Array(IN_FLIGHT).fill([1, 1]));
    return `with 0 after ${took} s`;
  }

  private async stopAll(): Promise<string> {
    for (const pod of this.pods) await pod.isWell();
    const times: string[] = [];
    for (const pod of this.pods) {
      // Callers still arrive during the pause.
      const took = await pod.stop(async () => {
        await pod.isWell();
      });
      times.push(`${pod.name} ${took} s`);
    }
    return times.join(', ');
  }

  private async printedNoSecret(): Promise<void> {
    const { secrets, apiKey } = this.given;
    const values = Object.values(secrets).flatMap((secret) => Object.values(secret));
    const printed = (await Promise.all(this.pods.map((pod) => pod.printed()))).join('\n');
    for (const secret of [...values, apiKey]) assert.ok(!printed.includes(secret.trim()));
  }

  /** Onboards somebody new, and waits until it is done. */
  private async onboard(): Promise<ReturnType<typeof welcomed>> {
    const input = welcomed();
    const service = this.manifests.services.find(({ metadata }) => metadata.name.endsWith('-gateway'));
    const usesTls = this.podsOf('gateway').every(
      ({ template }) => template.spec.containers[0].readinessProbe?.httpGet.scheme === 'HTTPS',
    );
    const url = `${usesTls ? 'https' : 'http'}://${this.address}:${service?.spec.ports[0].port}/onboardings?wait=60s`;
    const { statusCode, body } = await request(url, {
      dispatcher: this.dispatcher,
      method: 'POST',
      headers: { Authorization: `Bearer ${this.given.apiKey}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(input),
    });
    const answer = await body.text();
    assert.equal(statusCode, 200, answer);
    assert.match(answer, /"status":"done"/);
    return input;
  }

  /** How many customers and mails each address has. */
  private madeOf(emails: readonly string[]): [customers: number, mails: number][] {
    const customers = this.sandbox.customers();
    const mails = this.sandbox.mails();
    return emails.map((email) => [
      customers.filter((customer) => customer.email === email).length,
      mails.filter(({ to }) => to === email).length,
    ]);
  }

  private podsOf(component: string): RunningPod[] {
    return this.pods.filter(({ labels }) => labels['app.kubernetes.io/component'] === component);
  }

  private async placeFor(spec: PodTemplate['spec']): Promise<PodPlace> {
    this.made += 1;
    const name = `${RELEASE}-${spec.containers[0].name}-${this.made}`;
    const { secrets, secretProviderClasses } = this.given;
    const place = { folder: join(folder, name), kept: join(folder, 'kept'), secrets, secretProviderClasses };
    const services = this.manifests.services.map(({ metadata }) => [metadata.name, this.address]);
    return {
      name,
      network: this.network,
      hosts: { ...(Object.fromEntries(services) as Record<string, string>), [SANDBOX]: this.address },
      secrets,
      volumes: await makeVolumes(spec, place),
    };
  }
}

void tell(story, async () => {
  // For the log.
  const names = (await docker('ps', '--all', '--format', '{{.Names}}')).split('\n').filter(Boolean);
  for (const name of names) await docker('logs', '--tail', '200', name);
});
