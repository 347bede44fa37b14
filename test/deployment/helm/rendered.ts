import { spawnSync } from 'node:child_process';
import { parseAllDocuments } from 'yaml';
import { CHART, type Manifest, type PodSpec, type PodTemplate } from './chart';
import type { Values } from './values';

export const RELEASE = 'shop';

export interface RenderOptions {
  helm: string;
  values: Values;
  namespace?: string;
}

export type Rendering =
  | { readonly ok: true; readonly manifests: readonly Manifest[] }
  | { readonly ok: false; readonly problem: string };

/** Everything that `helm install` and `helm test` send, hooks included. */
export function render({ helm, values, namespace = 'onboarding' }: RenderOptions): Rendering {
  const { status, stdout, stderr } = spawnSync(
    helm,
    ['template', RELEASE, CHART, '--namespace', namespace, '--values', '-'],
    { input: JSON.stringify(values), encoding: 'utf8', timeout: 30_000 },
  );
  if (status !== 0) return { ok: false, problem: stderr };
  // Kubernetes reads YAML 1.1, where 0440 is octal.
  const documents = parseAllDocuments(stdout, { uniqueKeys: true, version: '1.1' });
  for (const { errors } of documents) if (errors[0]) throw errors[0];
  const manifests = documents.map((document) => document.toJS() as Manifest | null);
  return { ok: true, manifests: manifests.filter((manifest) => manifest !== null) };
}

/** The same of values that the chart accepts. @throws Error with helm's message if it refuses them */
export function rendered(options: RenderOptions): readonly Manifest[] {
  const rendering = render(options);
  if (rendering.ok) return rendering.manifests;
  throw new Error(rendering.problem);
}

export function podsOf(manifests: readonly Manifest[]): Record<string, PodTemplate> {
  const found = manifests.flatMap((manifest) => {
    const template = podTemplateOf(manifest);
    return template === undefined ? [] : [[manifest.metadata.name, template] as const];
  });
  return Object.fromEntries(found);
}

function podTemplateOf({ kind, metadata, spec }: Manifest): PodTemplate | undefined {
  switch (kind) {
    case 'Pod':
      return { metadata: { labels: metadata.labels ?? {} }, spec: spec as PodSpec };
    case 'Deployment':
    case 'Job':
    case 'WorkerDeployment':
      return (spec as { template: PodTemplate }).template;
    default:
      return undefined;
  }
}

/** The pod of a component, by the end of its manifest's name, such as `worker`. */
export function podOf(manifests: readonly Manifest[], component: string): PodTemplate {
  const found = Object.entries(podsOf(manifests)).find(([name]) => name.endsWith(`-${component}`));
  if (!found) throw new Error(`There is no pod of ${component}`);
  return found[1];
}

export function ofKind(manifests: readonly Manifest[], kind: string): Manifest[] {
  return manifests.filter((manifest) => manifest.kind === kind);
}

/** The variables of a pod's container that have a value of their own. */
export function environmentOf({ spec }: PodTemplate): Record<string, string> {
  const variables = spec.containers.flatMap(({ env = [] }) => env);
  return Object.fromEntries(variables.map(({ name, value = '' }) => [name, value]));
}

/** The paths of the files with secrets that a pod has. */
export function secretFilesOf({ spec }: PodTemplate): string[] {
  const sources = (spec.volumes ?? []).flatMap(({ projected }) => projected?.sources ?? []);
  return sources.flatMap(({ secret }) => secret.items.map(({ path }) => path));
}
