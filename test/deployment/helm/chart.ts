import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { repository } from '../composeFile';

export const CHART = join(repository, 'deploy/helm/commerce-onboarding');
const EXAMPLES = join(repository, 'deploy/helm/examples');

/** The paths of the examples of values. */
export const EXAMPLE_FILES = readdirSync(EXAMPLES).map((name) => join(EXAMPLES, name));

export interface EnvironmentVariable {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: Readonly<Record<string, unknown>>;
}

export interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string };
}

export interface Container {
  readonly name: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[];
  readonly startupProbe?: Probe;
  readonly livenessProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly env?: readonly EnvironmentVariable[];
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
}

interface SecretSource {
  readonly name: string;
  readonly items: readonly { readonly key: string; readonly path: string }[];
}

export interface Volume {
  readonly name: string;
  readonly projected?: { readonly sources: readonly { readonly secret: SecretSource }[] };
  readonly csi?: { readonly volumeAttributes: { readonly secretProviderClass: string } };
}

export interface PodSpec {
  readonly terminationGracePeriodSeconds?: number;
  readonly automountServiceAccountToken?: boolean;
  readonly containers: readonly Container[];
  readonly volumes?: readonly Volume[];
}

export interface PodTemplate {
  readonly metadata: { readonly labels: Readonly<Record<string, string>> };
  readonly spec: PodSpec;
}

export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec?: unknown;
}

export interface ValuesSchema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, ValuesSchema>>;
  readonly definitions?: Readonly<Record<string, ValuesSchema>>;
  readonly additionalProperties?: unknown;
  readonly $ref?: string;
}

export function chartText(path: string): string {
  return readFileSync(join(CHART, path), 'utf8');
}

export const valuesSchema = JSON.parse(chartText('values.schema.json')) as ValuesSchema;

/** The values of a file, or the chart's own. */
export function valuesOf(file = join(CHART, 'values.yaml')): Record<string, unknown> {
  return parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
}

/** The settings that a part of the values accepts, such as `worker`. */
export function settingsOf(part: 'worker' | 'gateway' | 'codecServer'): string[] {
  return Object.keys(valuesSchema.properties?.[part]?.properties?.['settings']?.properties ?? {});
}
