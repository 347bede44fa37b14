import { readProxy } from '../../src/settings/proxy';

test('a proxy is read in capitals and in small letters, with the hosts that are reached without it', () => {
  expect(readProxy({ HTTPS_PROXY: 'http://proxy:3128', no_proxy: 'example.com' })).toEqual({
    url: 'http://proxy:3128',
    except: 'example.com',
  });
  expect(readProxy({ https_proxy: 'http://proxy:3128' })).toEqual({ url: 'http://proxy:3128' });
});

test('none is set where the variable is empty or missing', () => {
  expect(readProxy({ HTTPS_PROXY: '' })).toBeUndefined();
  expect(readProxy({})).toBeUndefined();
});

test('a proxy that is no address is named, and its password is not repeated', () => {
  const read = () => readProxy({ HTTPS_PROXY: 'user:secret@proxy' });
  expect(read).toThrow('HTTPS_PROXY: is not an http or https address');
  expect(read).not.toThrow('secret');
});
