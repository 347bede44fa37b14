import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Copy, DockerfileParser, type JSONInstruction, Label } from 'dockerfile-ast';
import { validate } from 'dockerfile-utils';
import { baseImage } from '../containers/imageNames';
import { repository, service } from './composeFile';

const text = readFileSync(join(repository, 'Dockerfile'), 'utf8');
const dockerfile = DockerfileParser.parse(text);
const instructions = dockerfile.getInstructions();
const lastStage = instructions.slice(
  instructions.findLastIndex((instruction) => instruction.getKeyword() === 'FROM'),
);

const argumentsOf = (keyword: string) =>
  lastStage
    .filter((instruction) => instruction.getKeyword() === keyword)
    .map((instruction) => instruction.getArgumentsContent());

function jsonOf(keyword: string): string[] | undefined {
  const instruction = lastStage.find((candidate) => candidate.getKeyword() === keyword);
  return (instruction as JSONInstruction | undefined)
    ?.getJSONStrings()
    .map((string) => string.getJSONValue());
}

/** Paths that are copied from the repository, not from another stage. */
const copied = dockerfile
  .getCOPYs()
  .filter((copy: Copy) => copy.getFromFlag() === null)
  .flatMap((copy) =>
    copy
      .getArguments()
      .slice(0, -1)
      .map((source) => source.getValue()),
  );

test('the syntax is valid', () => {
  expect(validate(text)).toEqual([]);
  expect(validate(text.replace('ENTRYPOINT', 'ENTERPOINT'))).not.toEqual([]);
});

test('every stage is Debian slim with Node 24, because the native part of the SDK needs glibc', () => {
  expect(baseImage()).toMatchObject({
    name: expect.stringMatching(/^node:24\.\d+\.\d+-bookworm-slim$/) as string,
    digest: expect.stringMatching(/^sha256:/) as string,
  });
  expect(dockerfile.getFROMs().map((from) => from.getImage())).toEqual(Array(3).fill('$NODE_IMAGE'));
});

test('for another architecture nothing is emulated: only the first stages run commands, on the machine that builds', () => {
  const platforms = dockerfile.getFROMs().map((from) => from.getPlatformFlag()?.getValue());
  expect(platforms).toEqual(['$BUILDPLATFORM', '$BUILDPLATFORM', undefined]);
  expect(argumentsOf('RUN')).toEqual([]);
});

test("its labels have the package's version and licence", () => {
  const labels = lastStage
    .filter((instruction) => instruction instanceof Label)
    .flatMap((label) => label.getProperties())
    .map((property) => [property.getName(), property.getUnescapedValue()?.replaceAll('"', '')]);
  const { name, version, license, description } = JSON.parse(
    readFileSync(join(repository, 'package.json'), 'utf8'),
  ) as Record<string, string>;
  const values = { title: name, description, licenses: license, version, revision: '$REVISION' };
  expect(Object.fromEntries(labels)).toEqual(
    Object.fromEntries(
      Object.entries(values).map(([key, value]) => [`org.opencontainers.image.${key}`, value]),
    ),
  );
  expect(service('worker').build?.args).toEqual({ REVISION: '${REVISION:-}' });
});

test('it runs as a user without privileges, and is stopped by the signal that drains a worker', () => {
  expect(argumentsOf('USER')).toEqual(['node']);
  expect(argumentsOf('STOPSIGNAL')).toEqual(['SIGTERM']);
});

test('the last stage contains only dist, packages for production and the list of them', () => {
  const fromStages = dockerfile.getCOPYs().filter((copy) => copy.getFromFlag() !== null);
  const from = fromStages.map((copy) => [copy.getFromFlag()?.getValue(), copy.getArgumentsContent()]);
  expect(from).toEqual([
    ['dependencies', '/files /'],
    ['dependencies', '/commerce-onboarding/sbom.cdx.json ./'],
    ['dependencies', '/commerce-onboarding/node_modules ./node_modules'],
    ['build', '/app/dist ./dist'],
  ]);
  expect(text).toMatch(
    /AS dependencies\n[^]*npm ci --omit=dev --ignore-scripts [^]*npm sbom --omit=dev [^]*\nFROM/,
  );
});

test("its health check uses a worker's default address, which Compose uses too", () => {
  const port = /127\.0\.0\.1:(\d+)\/healthz/.exec(argumentsOf('HEALTHCHECK').join())?.[1];
  expect(argumentsOf('ENV')).toContain(`ONBOARDING_METRICS_ADDRESS=127.0.0.1:${port}`);
  expect(service('worker').environment!['ONBOARDING_METRICS_ADDRESS']).toBe(`0.0.0.0:${port}`);
});

test('the home, and the volumes of gateway and workers, are a folder of the user that it runs as', () => {
  const [, folder = ''] = service('gateway').volumes![0]!.split(':');
  expect(service('worker').volumes).toEqual([`worker-home:${folder}`]);
  expect(argumentsOf('ENV')).toContain(`ONBOARDING_HOME=${folder}`);
  expect(text).toContain(`--owner=node --group=node --mode=0700 /files${folder}\n`);
  expect(service('gateway').environment!['ONBOARDING_GATEWAY_KEYS_FILE']).toContain(`${folder}/`);
});

test("it runs the package's command, by default a worker", () => {
  const { bin } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
    bin: { onboard: string };
  };
  expect(jsonOf('ENTRYPOINT')).toEqual(['node', bin.onboard]);
  expect(jsonOf('CMD')).toEqual(['worker']);
});

test('all that it copies exists, and the context contains nothing else', () => {
  const ignore = readFileSync(join(repository, '.dockerignore'), 'utf8').split('\n');
  const included = ignore.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
  expect(ignore).toContain('*');
  expect([...new Set(copied)].sort()).toEqual(included.sort());
  expect(copied.filter((path) => !existsSync(join(repository, path)))).toEqual([]);
});

test('everything that the build compiles is copied', () => {
  const { include } = JSON.parse(readFileSync(join(repository, 'tsconfig.build.json'), 'utf8')) as {
    include: string[];
  };
  expect(copied).toEqual(expect.arrayContaining(include));
});
