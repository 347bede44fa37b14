import { loggerTo } from '../../src/temporal/logging';
import { createRedaction } from '../../src/temporal/redaction';

function logged(log: (logger: ReturnType<typeof loggerTo>) => void, secrets: string[] = []): string {
  let written = '';
  log(loggerTo({ write: (line) => (written += line) }, { level: 'trace', secrets }));
  return written;
}

test.each([
  ['an address', "No such entity with email = john.o'hara+a@shop.example.com, websiteId = 1", 'hara'],
  ['an address in a URL', 'GET /customers/search?value=john%40example.com', 'john'],
  ['an address whose name is quoted', 'To "John Doe"@example.com', 'Doe'],
  ['an address with non-ASCII letters', 'an jörg@bücher.example gesandt', 'jörg'],
  ['a bearer token', 'authorization: Bearer abc.def-123', 'abc'],
  ['a JSON Web Token', 'the token eyJhbGciOiJ9.eyJzdWIiOjF9.sig-1 is refused', 'sig'],
  ['the password of a proxy', 'connect http://me:pa55@proxy:8080', 'pa55'],
])('%s in a message is hidden', (_, message, personal) => {
  const line = logged((logger) => logger.warn(message));
  expect(line).toContain('***');
  expect(line).not.toContain(personal);
});

test('a known secret is hidden wherever it appears, also in an error and in a URL', () => {
  const line = logged(
    (logger) => {
      logger.child({ of: 's/cret+value"1' }).error(new Error('refused s/cret+value"1'), 's/cret+value"1');
      logger.info({ deep: [{ url: `?a=${encodeURIComponent('s/cret+value"1')}` }] });
    },
    ['s/cret+value"1'],
  );
  expect(line).toContain('refused ***');
  expect(line).not.toMatch(/cret/);
});

test('a value with a secret name is hidden at any depth, and the rest is unchanged', () => {
  const line = logged((logger) =>
    logger.info({
      attempt: 2,
      workflowId: 'onboard-1',
      sent: { password: 'x', customer: [{ lastname: 'y' }] },
    }),
  );
  expect(JSON.parse(line)).toMatchObject({
    attempt: 2,
    workflowId: 'onboard-1',
    sent: { password: '***', customer: [{ lastname: '***' }] },
  });
});

test('a short known value is hidden only as a whole word', () => {
  expect(createRedaction(['Ann'])('Ann, ANN and Annual')).toBe('***, *** and Annual');
});

test('a long text without spaces is redacted quickly', () => {
  const startedAtMs = performance.now();
  createRedaction(['secret'])('a'.repeat(200_000));
  expect(performance.now() - startedAtMs).toBeLessThan(2_000);
});
