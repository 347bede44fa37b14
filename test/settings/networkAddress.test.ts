import { networkAddress } from '../../src/settings/networkAddress';

test.each([
  ['127.0.0.1:9464', { host: '127.0.0.1', port: 9464 }],
  ['0.0.0.0:80', { host: '0.0.0.0', port: 80 }],
  ['[::1]:9464', { host: '::1', port: 9464 }],
  ['worker-1.internal:0', { host: 'worker-1.internal', port: 0 }],
])('%s is an address to listen on', (text, value) => {
  expect(networkAddress(text)).toEqual({ ok: true, value });
});

test.each([
  '9464',
  ':9464',
  '127.0.0.1',
  '127.0.0.1:',
  '127.0.0.1:65536',
  '::1:9464',
  'http://localhost:9464',
])('%s is not, and the problem describes the right form', (text) => {
  expect(networkAddress(text)).toEqual({ ok: false, problem: expect.stringContaining('127.0.0.1:9464') });
});
