import { GRPC, grpcErrorOf, grpcStatusOf, isNotFound } from '../../src/temporal/grpcStatus';

const refused = Object.assign(new Error('5 NOT_FOUND: no such run'), {
  code: GRPC.notFound,
  details: 'no such run',
  metadata: {},
});

test('the status of a failed call is read, also where the SDK wraps its error', () => {
  expect(grpcStatusOf(refused)).toBe(GRPC.notFound);
  const wrapped = new Error('failed to list', { cause: refused });
  expect(grpcErrorOf(wrapped)).toMatchObject({ code: GRPC.notFound, details: 'no such run' });
  expect(isNotFound(wrapped)).toBe(true);
});

test('any other error has none', () => {
  expect(grpcStatusOf(new Error('ours', { cause: 'a word' }))).toBeUndefined();
  expect(grpcStatusOf(undefined)).toBeUndefined();
});
