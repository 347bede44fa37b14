import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { networkAddress } from '../../src/settings/networkAddress';
import { compose, repository, service } from './composeFile';

const OBSERVABILITY = join(repository, 'observability');

interface PrometheusConfig {
  rule_files: string[];
  scrape_configs: {
    job_name: string;
    dns_sd_configs?: { names: string[]; type: string; port: number }[];
    static_configs?: { targets: string[] }[];
  }[];
}

const prometheus = read('prometheus/prometheus.yml') as PrometheusConfig;
const datasources = read('grafana/provisioning/datasources/prometheus.yml') as {
  datasources: { url: string; type: string }[];
};
const dashboards = read('grafana/provisioning/dashboards/onboarding.yml') as {
  providers: { options: { path: string } }[];
};

const isMissing = spawnSync('promtool', ['--version']).status !== 0 && process.env['CI'] !== 'true';

/** In CI a missing program fails the tests; elsewhere a message names it, and jest counts them as skipped. */
const testWithPromtool = isMissing ? test.skip : test;

beforeAll(() => {
  if (!isMissing) return;
  const message = 'NOT RUN: prometheus.yml was not checked with promtool, which is not installed here.';
  process.stderr.write(`\n${message} (Debian: apt-get install prometheus)\n`);
});

testWithPromtool('Prometheus accepts its configuration, and loads the alerts with it', () => {
  const { status, stdout, stderr } = spawnSync('promtool', ['check', 'config', 'prometheus/prometheus.yml'], {
    cwd: OBSERVABILITY,
    encoding: 'utf8',
    timeout: 25_000,
  });
  expect({ status, output: `${stdout}${stderr}` }).toEqual({
    status: 0,
    output: expect.stringMatching(/1 rule files found[^]*alerts\.yml[^]*\d rules found/) as string,
  });
});

test('it starts with that file, and finds its rules beside it', () => {
  const { command, volumes } = service('prometheus');
  expect(volumes).toContain('./observability/prometheus:/etc/prometheus:ro');
  expect(command).toContain('--config.file=/etc/prometheus/prometheus.yml');
  expect(prometheus.rule_files).toEqual(['alerts.yml']);
});

test("it finds every worker by the service's name, on the port of the worker's metrics", () => {
  const address = networkAddress(service('worker').environment!['ONBOARDING_METRICS_ADDRESS']!);
  const [found] = prometheus.scrape_configs.flatMap(({ dns_sd_configs = [] }) => dns_sd_configs);
  expect(address).toMatchObject({ ok: true, value: { host: '0.0.0.0', port: found!.port } });
  expect(found).toMatchObject({ names: ['worker'], type: 'A' });
});

test('the other targets are services that listen on that port', () => {
  const targets = prometheus.scrape_configs
    .flatMap(({ static_configs = [] }) => static_configs)
    .flatMap((config) => config.targets);
  const temporal = service('temporal').environment!['PROMETHEUS_ENDPOINT']!.replace('0.0.0.0', 'temporal');
  expect(targets).toEqual([temporal, '127.0.0.1:9090']);
});

test('Grafana uses that Prometheus, and has the dashboard', () => {
  expect(datasources.datasources).toMatchObject([{ type: 'prometheus', url: 'http://prometheus:9090' }]);
  expect(Object.keys(compose.services)).toContain('prometheus');
  const [{ options } = { options: { path: '' } }] = dashboards.providers;
  expect(service('grafana').volumes).toEqual(
    expect.arrayContaining([
      './observability/grafana/provisioning:/etc/grafana/provisioning:ro',
      `./observability/grafana/onboarding.json:${options.path}/onboarding.json:ro`,
    ]),
  );
});

function read(path: string): unknown {
  return parse(readFileSync(join(OBSERVABILITY, path), 'utf8'));
}
