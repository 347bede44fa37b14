import { chmod, chown, lstat, mkdir, readdir, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PodTemplate, Volume } from './manifests';
import { bytes } from './quantities';
import { secretValue, type Secrets } from './secrets';

export interface VolumeSources {
  /** For the volumes of one pod; does not exist yet. */
  readonly folder: string;
  /** Holds what claims and drivers provide, longer than a pod. */
  readonly kept: string;
  readonly secrets: Secrets;
  /** The files of a SecretProviderClass, by its name. */
  readonly secretProviderClasses: Secrets;
}

/** Makes the volumes of a pod with the owners and modes that kubelet gives them. @returns their folders by name */
export async function makeVolumes(
  spec: PodTemplate['spec'],
  sources: VolumeSources,
): Promise<Map<string, string>> {
  const folders = new Map<string, string>();
  for (const volume of spec.volumes) {
    folders.set(volume.name, await makeVolume(volume, spec.securityContext.fsGroup, sources));
  }
  return folders;
}

/** The names of volumes that hold more than their limit: kubelet would evict the pod. */
export async function overfull(
  pod: PodTemplate,
  folders: ReadonlyMap<string, string>,
): Promise<readonly string[]> {
  const names: string[] = [];
  for (const { name, emptyDir } of pod.spec.volumes) {
    const folder = folders.get(name);
    if (emptyDir?.sizeLimit === undefined || folder === undefined) continue;
    if ((await sizeOf(folder)) > bytes(emptyDir.sizeLimit)) names.push(name);
  }
  return names;
}

async function makeVolume(volume: Volume, group: number, sources: VolumeSources): Promise<string> {
  const { name, emptyDir, projected, persistentVolumeClaim: claim, csi } = volume;
  const folder = join(sources.folder, name);
  if (emptyDir) return await folderOfGroup(folder, 0o777, group);
  if (claim) return await folderOfGroup(join(sources.kept, claim.claimName), 0o755, group);
  if (projected) {
    const files = projected.sources.flatMap(({ secret }) =>
      secret.items.map(({ key, path }) => [path, secretValue(sources.secrets, secret.name, key)] as const),
    );
    return await project({ folder, files, mode: projected.defaultMode, group });
  }
  if (csi) {
    const { secretProviderClass } = csi.volumeAttributes;
    const files = sources.secretProviderClasses[secretProviderClass];
    if (!files) throw new Error(`there is no SecretProviderClass ${secretProviderClass}`);
    // The driver's files are readable for everybody in the pod, and belong to root.
    return await project({ folder, files: Object.entries(files), mode: 0o644, group: 0 });
  }
  throw new Error(`the volume ${name} has no source that can be made here`);
}

/** A folder of root that the group may change. Kubelet leaves it as it is if it has that group (OnRootMismatch). */
async function folderOfGroup(folder: string, mode: number, group: number): Promise<string> {
  await mkdir(folder, { recursive: true });
  if ((await lstat(folder)).gid === group) return folder;
  await chown(folder, 0, group);
  await chmod(folder, mode | 0o2770);
  return folder;
}

interface Projection {
  readonly folder: string;
  readonly files: readonly (readonly [path: string, content: string])[];
  readonly mode: number;
  readonly group: number;
}

/** Each file is a link to a folder that can be changed at once. */
async function project({ folder, files, mode, group }: Projection): Promise<string> {
  await mkdir(join(folder, '..1'), { recursive: true });
  for (const [path, content] of files) {
    const file = join(folder, '..1', path);
    await writeFile(file, content);
    await chown(file, 0, group);
    await chmod(file, mode);
    await symlink(join('..data', path), join(folder, path));
  }
  await symlink('..1', join(folder, '..data_tmp'));
  await rename(join(folder, '..data_tmp'), join(folder, '..data'));
  await chown(join(folder, '..1'), 0, group);
  await chmod(join(folder, '..1'), 0o2755);
  await chown(folder, 0, group);
  await chmod(folder, 0o3777);
  return folder;
}

async function sizeOf(folder: string): Promise<number> {
  const files = await readdir(folder, { recursive: true });
  const sizes = await Promise.all(files.map(async (file) => (await lstat(join(folder, file))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
