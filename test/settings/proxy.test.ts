import { readProxy } from '../../src/settings/proxy';

test('a proxy is read in upper and lower case, with its exceptions', () => {
  expect(readProxy({ HTTPS_PROXY: 'http://proxy:3128', no_proxy: 'example.com' })).toEqual({
    url: 'http://proxy:3128',
    except: 'example.com',
  });
  expect(readProxy({ https_proxy: 'http://proxy:3128' })).toEqual({ url: 'http://proxy:3128' });
});

test('there is none if the variable is empty or missing', () => {
  expect(readProxy({ HTTPS_PROXY: '' })).toBeUndefined();
  expect(readProxy({})).toBeUndefined();
});

test('an invalid proxy is reported without its password', () => {
  const read = () => readProxy({ HTTPS_PROXY: 'user:secret@proxy' });
  expect(read).toThrow('HTTPS_PROXY: is not an http or https address');
  expect(read).not.toThrow('secret');
});
