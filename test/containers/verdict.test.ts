import { answersByDisturbance, brokenPromises } from './verdict';

const request = (status: number | undefined, during = 'calm') => ({ email: 'a@example.com', during, status });
const made = (customers: number, mails: number) => ({
  customers: Array<string>(customers).fill('a@example.com'),
  mails: Array<string>(mails).fill('a@example.com'),
});

test.each([
  ['an accepted request with one customer and one mail', request(202), made(1, 1), 0],
  ['an accepted request without a customer', request(202), made(0, 0), 1],
  ['an accepted request with two customers', request(202), made(2, 1), 1],
  ['an accepted request with two mails', request(202), made(1, 2), 1],
  ['a refusal that created nobody', request(503), made(0, 0), 0],
  ['a refusal that created somebody once', request(503), made(1, 1), 0],
  ['a refusal that created somebody twice', request(503), made(2, 2), 1],
  ['no answer while the gateway ran', request(undefined), made(0, 0), 1],
  ['no answer while the gateway was down', request(undefined, 'down'), made(0, 0), 0],
  ['an answer that is neither acceptance nor refusal', request(302), made(0, 0), 1],
])('%s', (_, sent, found, broken) => {
  expect(brokenPromises([sent], found, ['down'])).toHaveLength(broken);
});

test('answers are counted for each disturbance', () => {
  const requests = [request(202), request(202), request(503, 'down'), request(undefined, 'down')];
  expect(answersByDisturbance(requests)).toEqual(['calm: 2 × 202', 'down: 1 × 503, 1 × no answer']);
});
