import { promisify } from 'node:util';
import { testEvent, WebhookSender } from '../../src/events';
import { assertReachable, guardedLookup } from '../../src/events/publicAddress';
import { endpointAt } from './receiver';

const at = (host: string, mayBePrivate = false) => endpointAt({ url: `https://${host}/` }, { mayBePrivate });

const NOT_PUBLIC = [
  '10.0.0.1',
  '172.16.0.1',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '0.0.0.0',
  '224.0.0.1',
  '255.255.255.255',
  '[fe80::1]',
  '[fd00::1]',
  '[::]',
  '[::ffff:10.0.0.1]',
  '[64:ff9b::a00:1]',
];

test.each(NOT_PUBLIC)('the address %s is refused', (host) => {
  expect(() => assertReachable(at(host))).toThrow(/not public/);
});

test.each(['93.184.216.34', '[2606:2800:220:1:248:1893:25c8:1946]', '127.0.0.1', '[::1]'])(
  'the address %s is allowed',
  (host) => expect(() => assertReachable(at(host))).not.toThrow(),
);

test('a private address is allowed where the endpoint says so', () => {
  expect(() => assertReachable(at('10.0.0.1', true))).not.toThrow();
});

test('a public name that points to this machine is refused where it is connected', async () => {
  const lookup = promisify(guardedLookup(at('erp.example.com')));
  // The name that is looked up resolves to loopback, as that of an attacker may.
  await expect(lookup('localhost', { all: true })).rejects.toThrow(
    /localhost has the address .* \(loopback\)/,
  );
});

test('a name of this machine is allowed for loopback only', async () => {
  const lookup = promisify(guardedLookup(at('localhost')));
  await expect(lookup('localhost', { all: true })).resolves.not.toHaveLength(0);
});

test('nothing is sent to a refused address', async () => {
  const sender = new WebhookSender(at('169.254.169.254'));
  const source = { namespace: 'n', taskQueue: 'q', workflowId: 'w', runId: 'r', endedAt: new Date() };
  const result = await sender.send(testEvent(source));
  await sender.close();
  expect(result).toMatchObject({ kind: 'notAccepted', reason: expect.stringContaining('(linkLocal)') });
});
