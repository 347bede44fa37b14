import {
  answered,
  arrivedWithin,
  passSeconds,
  SimulatedService,
  startProcess,
  UNANSWERED,
  useVirtualTime,
} from './simulation';

useVirtualTime();

/** Four independent processes. */
function startFour(service: SimulatedService) {
  return [1, 2, 3, 4].map(() => startProcess(service));
}

describe('four processes and a service that takes 20 requests a second', () => {
  test('use it after 30 s, and are hardly ever refused', async () => {
    const service = new SimulatedService(20);
    startFour(service);
    await passSeconds(120);
    const { used, refused } = service.last(90);
    expect(used).toBeGreaterThanOrEqual(0.85);
    expect(refused).toBeLessThan(0.03);
  });

  test('use what is left of it 30 s after it was halved', async () => {
    const service = new SimulatedService(20);
    startFour(service);
    await passSeconds(60);
    service.perSecond = 10;
    await passSeconds(120);
    const { used, refused } = service.last(90);
    expect(used).toBeGreaterThanOrEqual(0.85);
    expect(refused).toBeLessThan(0.03);
  });

  test('find out that it takes four times as much', async () => {
    const service = new SimulatedService(20);
    startFour(service);
    await passSeconds(60);
    service.perSecond = 80;
    await passSeconds(120);
    const { used, refused } = service.last(30);
    expect(used).toBeGreaterThanOrEqual(0.85);
    expect(refused).toBeLessThan(0.03);
  });

  test('give one that joins them its share', async () => {
    const service = new SimulatedService(20);
    for (let count = 0; count < 3; count += 1) startProcess(service);
    await passSeconds(60);
    const sent = startProcess(service);
    await passSeconds(240);
    const share = arrivedWithin(sent, 120).length / (20 * 120);
    expect(share).toBeGreaterThan(0.1);
    expect(share).toBeLessThan(0.5);
  });
});

test('a service with no limit is asked as often as there are slots for', async () => {
  const service = new SimulatedService();
  service.latencyMs = 50;
  startProcess(service, { slots: 100 });
  await passSeconds(2);
  expect(arrivedWithin(service.requests, 1).length).toBeGreaterThan(1_900);
});

test.each([429, 503])('60 s of %i: it is asked ever less, and used again soon after', async (status) => {
  const service = new SimulatedService(20);
  startFour(service);
  await passSeconds(60);
  service.answer = answered(status);
  await passSeconds(60);
  expect(arrivedWithin(service.requests, 20).length).toBeLessThan(40);
  service.answer = undefined;
  await passSeconds(40);
  expect(service.last(20).used).toBeGreaterThanOrEqual(0.85);
});

test('no answer at all slows down like a refusal', async () => {
  const service = new SimulatedService(20);
  startFour(service);
  await passSeconds(60);
  service.answer = UNANSWERED;
  await passSeconds(60);
  expect(arrivedWithin(service.requests, 20).length).toBeLessThan(40);
});

test.each([
  ['a connection that breaks now and then', UNANSWERED, 50],
  ['a 503 now and then', answered(503), 100],
])('%s slows nothing down', async (_, answer, every) => {
  const service = new SimulatedService();
  startProcess(service);
  await passSeconds(30);
  const usual = arrivedWithin(service.requests, 5).length;
  service.byChance = { answer, every };
  await passSeconds(60);
  expect(arrivedWithin(service.requests, 5).length).toBeGreaterThan(usual * 0.9);
});

test('a service that says 503 beyond its limit is asked no more than a little beyond', async () => {
  const service = new SimulatedService(20);
  service.beyondLimit = answered(503);
  startFour(service);
  await passSeconds(120);
  const { used, refused } = service.last(60);
  expect(used).toBeGreaterThanOrEqual(0.85);
  expect(refused).toBeLessThan(0.06);
});

test('answers that take far longer than usual slow down as well', async () => {
  const service = new SimulatedService();
  startProcess(service);
  await passSeconds(30);
  const usual = arrivedWithin(service.requests, 5).length;
  service.latencyMs = 1_500;
  await passSeconds(60);
  const possible = usual * (100 / 1_500);
  expect(arrivedWithin(service.requests, 5).length).toBeLessThan(possible / 2);
});
