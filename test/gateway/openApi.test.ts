import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import Ajv2020, { type AnySchema } from 'ajv/dist/2020';
import { inputJsonSchema } from '../../src/contract/parse/inputJsonSchema';
import { PROBLEMS } from '../../src/gateway/problems/problems';
import { somebody } from '../setup/people';
import { eventFor } from './events/send';
import { setGatewayStage } from './stage';

interface Document {
  openapi: string;
  tags: { name: string; description: string }[];
  paths: Record<string, Record<string, { tags: string[]; responses: Record<string, Response> }>>;
  components: { schemas: Record<string, AnySchema> };
}

interface Response {
  content: Record<string, { schema: { $ref: string } }>;
}

test('the document contains the input’s own schema, and the responses match it', async () => {
  const { ask } = await setGatewayStage();
  const document = (await ask('GET', '/openapi.json')).document as unknown as Document;
  expect(document.openapi).toBe('3.1.0');
  expect(document.components.schemas['OnboardingInput']).toEqual({
    ...inputJsonSchema(),
    $schema: undefined,
  });

  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema({ $id: 'openapi', components: document.components });
  const input = { customer: somebody() };
  const asked = [
    { method: 'POST', path: '/onboardings', template: '/onboardings', document: input },
    { method: 'POST', path: '/onboardings?wait=30s', template: '/onboardings', document: input },
    { method: 'POST', path: '/onboardings', template: '/onboardings', document: {} },
    {
      method: 'POST',
      path: '/onboardings?wait=30s',
      template: '/onboardings',
      document: { customer: somebody(), password: 'short' },
    },
    { method: 'GET', path: '/onboardings', template: '/onboardings' },
    { method: 'GET', path: '/onboardings?limit=x', template: '/onboardings' },
    { method: 'POST', path: '/events', template: '/events', document: eventFor(input) },
    { method: 'POST', path: '/events', template: '/events', document: [eventFor(input), {}] },
    { method: 'GET', path: '/events?challenge=a', template: '/events' },
    { method: 'GET', path: '/readyz', template: '/readyz' },
  ];
  for (const { method, path, template, ...body } of asked) {
    const answer = await ask(method, path, body);
    const response = document.paths[template]?.[method.toLowerCase()]?.responses[answer.status];
    const { schema } = response?.content[answer.headers.get('content-type')?.split(';')[0] ?? ''] ?? {};
    expect({ path, status: answer.status, documented: schema !== undefined }).toMatchObject({
      documented: true,
    });
    const validate = ajv.compile(
      schema && '$ref' in schema ? { $ref: `openapi${schema.$ref}` } : (schema as unknown as AnySchema),
    );
    const fits = validate(answer.document);
    expect({ path, fits, errors: validate.errors }).toEqual({ path, fits: true, errors: null });
  }
});

test('every operation has one of the documented tags', async () => {
  const { ask } = await setGatewayStage({ workers: 0 });
  const document = (await ask('GET', '/openapi.json')).document as unknown as Document;
  const described = document.tags.map(({ name, description }) => [name, description !== '']);
  expect(described).toEqual([
    ['Onboardings', true],
    ['Events', true],
    ['Health', true],
  ]);
  const operations = Object.values(document.paths).flatMap((path) =>
    Object.values(path).filter((operation) => 'responses' in operation),
  );
  const used = operations.map(({ tags }) => tags.join());
  expect(used).toEqual([...Array<string>(4).fill('Onboardings'), 'Events', 'Events', 'Health', 'Health']);
});

test('docs/reference/http.md lists every problem of the table', async () => {
  const page = await readFile(join(__dirname, '../../docs/reference/http.md'), 'utf8');
  const rows = page.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
  const documented = rows
    .filter(([, status]) => /^\d{3}$/.test(status ?? ''))
    .map(([, status, kind, title, whatToDo]) => [Number(status), kind, title, whatToDo]);
  expect(documented).toEqual(
    Object.entries(PROBLEMS).map(([kind, { status, title, whatToDo }]) => [
      status,
      `\`${kind}\``,
      title,
      whatToDo,
    ]),
  );
});
