import type { PodTemplate } from './manifests';
import { bytes, cores } from './quantities';
import { secretValue, type Secrets } from './secrets';

/** What Kubernetes has around a pod. */
export interface PodPlace {
  /** Of the pod, which is its host name. */
  readonly name: string;
  /** Of Docker. */
  readonly network: string;
  /** Addresses by the names of Services and of what is elsewhere. */
  readonly hosts: Readonly<Record<string, string>>;
  readonly secrets: Secrets;
  /** Folders of this machine, by the names of the pod's volumes. */
  readonly volumes: ReadonlyMap<string, string>;
}

/**
 * The arguments of `docker run` for the container of a pod, as kubelet starts it.
 * @throws Error if it refers to a secret or a volume that does not exist
 */
export function dockerArguments(pod: PodTemplate, place: PodPlace): string[] {
  const { containers, securityContext: ofPod } = pod.spec;
  const [{ command = [], args, env, image, resources, securityContext, volumeMounts }] = containers;
  const [program, ...first] = command;
  const variables = env.map(({ name, value = '', valueFrom }) => {
    const { secretKeyRef } = valueFrom ?? {};
    return `${name}=${secretKeyRef ? secretValue(place.secrets, secretKeyRef.name, secretKeyRef.key) : value}`;
  });
  const mounts = volumeMounts.map(({ name, mountPath, readOnly }) => {
    const folder = place.volumes.get(name);
    if (folder === undefined) throw new Error(`${place.name}: there is no volume ${name} for ${mountPath}`);
    return `type=bind,source=${folder},target=${mountPath}${readOnly ? ',readonly' : ''}`;
  });
  return [
    ...['--name', place.name, '--hostname', place.name, '--network', place.network],
    // The images are on the node; kubelet has no health checks of images, and no process before the container's own.
    ...['--pull', 'never', '--no-healthcheck'],
    ...each(
      '--add-host',
      Object.entries(place.hosts).map(([name, address]) => `${name}:${address}`),
    ),
    ...['--user', `${ofPod.runAsUser}:${ofPod.runAsGroup}`, '--group-add', String(ofPod.fsGroup)],
    // The engine's own seccomp profile, RuntimeDefault, needs no option.
    ...['--security-opt', 'no-new-privileges'],
    ...(securityContext.readOnlyRootFilesystem ? ['--read-only'] : []),
    ...each('--cap-drop', securityContext.capabilities.drop),
    ...['--cpus', String(cores(resources.limits.cpu))],
    ...['--cpu-shares', String(Math.max(2, Math.round(cores(resources.requests.cpu) * 1_024)))],
    // Kubernetes allows no swap. The requested memory is for the scheduler.
    ...[
      '--memory',
      String(bytes(resources.limits.memory)),
      '--memory-swap',
      String(bytes(resources.limits.memory)),
    ],
    ...each('--env', variables),
    ...each('--mount', mounts),
    ...(program === undefined ? [] : ['--entrypoint', program]),
    ...[image, ...first, ...args],
  ];
}

function each(option: string, values: readonly string[]): string[] {
  return values.flatMap((value) => [option, value]);
}
