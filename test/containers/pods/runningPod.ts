import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { call } from '../call';
import { docker } from '../docker';
import { dockerEnvironment } from '../engine';
import { dockerArguments, type PodPlace } from './dockerArguments';
import type { Container, PodTemplate } from './manifests';
import { becomesPassed, passes, portOf } from './probe';
import { overfull } from './volumes';

/** What the process of a container may do. */
const STATUS = `
  const { readFileSync, writeFileSync } = require('node:fs');
  const status = readFileSync('/proc/1/status', 'utf8');
  const field = (name) => new RegExp('^' + name + ':\\\\s*(.*)$', 'm').exec(status)[1];
  let root = 'writable';
  try { writeFileSync('/app/written', ''); } catch ({ code }) { root = code; }
  const [user] = field('Uid').split('\\t');
  const [group] = field('Gid').split('\\t');
  console.log(JSON.stringify({
    user, group, groups: field('Groups').trim(), capabilities: [field('CapEff'), field('CapBnd')],
    noNewPrivileges: field('NoNewPrivs'), seccomp: field('Seccomp'), root,
  }));
`;
const NO_CAPABILITY = '0'.repeat(16);

/** A pod whose container runs on Docker's engine, as kubelet starts, asks and stops it. */
export class RunningPod {
  isReady = false;

  private constructor(
    readonly template: PodTemplate,
    private readonly place: PodPlace,
    readonly address: string,
  ) {}

  static async start(template: PodTemplate, place: PodPlace): Promise<RunningPod> {
    await docker('run', '--detach', ...dockerArguments(template, place));
    const networks = `{{(index .NetworkSettings.Networks "${place.network}").IPAddress}}`;
    return new RunningPod(
      template,
      place,
      (await docker('inspect', '--format', networks, place.name)).trim(),
    );
  }

  get name(): string {
    return this.place.name;
  }

  get labels(): Readonly<Record<string, string>> {
    return this.template.metadata.labels;
  }

  port(name: string): number {
    return portOf(this.container, name);
  }

  /** Resolves when its probes are answered in their order. @throws Error if one fails too often */
  async becomesReady(): Promise<void> {
    const { startupProbe, livenessProbe, readinessProbe } = this.container;
    for (const [name, probe] of Object.entries({ startupProbe, livenessProbe, readinessProbe })) {
      assert.ok(probe, `${this.name} has no ${name}`);
      const isWell = await becomesPassed(probe, {
        container: this.container,
        address: this.address,
        isRunning: () => this.hasNotEnded(),
      });
      assert.ok(isWell, `${this.name} fails its ${name}:\n${await this.printed()}`);
    }
    this.isReady = true;
  }

  private async hasNotEnded(): Promise<void> {
    const state = await docker('inspect', '--format', '{{.State.Running}}', this.name);
    assert.equal(state.trim(), 'true', `${this.name} has ended:\n${await this.printed()}`);
  }

  /** It answers its liveness probe, and keeps to the limits of its volumes. */
  async isWell(): Promise<void> {
    const { livenessProbe } = this.container;
    assert.ok(
      livenessProbe && (await passes(livenessProbe, this.container, this.address)),
      `${this.name} is not alive`,
    );
    assert.deepEqual(
      await overfull(this.template, this.place.volumes),
      [],
      `volumes of ${this.name} are too full`,
    );
  }

  /** The engine has done what the security context says. */
  async isLockedDown(): Promise<void> {
    const { runAsUser, runAsGroup, fsGroup } = this.template.spec.securityContext;
    const seen = JSON.parse(await docker('exec', this.name, 'node', '--eval', STATUS)) as unknown;
    assert.deepEqual(seen, {
      user: String(runAsUser),
      group: String(runAsGroup),
      groups: [...new Set([runAsGroup, fsGroup])].join(' '),
      capabilities: [NO_CAPABILITY, NO_CAPABILITY],
      noNewPrivileges: '1',
      // A filter.
      seccomp: '2',
      root: 'EROFS',
    });
  }

  /**
   * Stops it as kubelet does: no Service sends it callers any more, then its pause, then SIGTERM, and SIGKILL when its
   * grace period is over. The pause counts.
   * @param paused called during the pause
   * @returns how long it took, in seconds
   * @throws Error if it did not end by itself with 0
   */
  async stop(paused: () => Promise<void> = () => Promise.resolve()): Promise<number> {
    const from = performance.now();
    this.isReady = false;
    const { seconds } = this.container.lifecycle?.preStop.sleep ?? { seconds: 0 };
    await Promise.all([sleep(seconds * 1_000), paused()]);
    const left = this.template.spec.terminationGracePeriodSeconds - seconds;
    await docker('stop', '--time', String(left), this.name);
    const took = Math.round((performance.now() - from) / 1_000);
    const ending = await docker('inspect', '--format', '{{.State.ExitCode}} {{.State.OOMKilled}}', this.name);
    assert.equal(ending.trim(), '0 false', `${this.name} ended so after ${took} s:\n${await this.printed()}`);
    return took;
  }

  /** Everything that it has printed. */
  async printed(): Promise<string> {
    // The engine keeps both streams apart.
    return await call('bash', ['-c', 'docker logs "$1" 2>&1', 'logs', this.name], { env: dockerEnvironment });
  }

  private get container(): Container {
    return this.template.spec.containers[0];
  }
}

/** Runs a pod that ends by itself. @returns what it prints @throws Error if it fails */
export async function runToItsEnd(
  template: PodTemplate,
  place: PodPlace,
  limitSeconds: number,
): Promise<string> {
  return await call('docker', ['run', '--rm', ...dockerArguments(template, place)], {
    env: dockerEnvironment,
    limitMs: limitSeconds * 1_000,
  });
}
