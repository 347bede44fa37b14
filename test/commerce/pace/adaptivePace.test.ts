import type { Answer } from '../../../src/commerce/answer';
import type { StepFailure } from '../../../src/commerce/failure';
import { AdaptivePace } from '../../../src/commerce/pace/adaptivePace';
import { MostPerSecond } from '../../../src/commerce/pace/mostPerSecond';
import { pacePerService } from '../../../src/commerce/pace/pacePerService';
import { anAttempt } from '../tenant';
import { answered, aPace, aRequest, passSeconds, UNANSWERED, useVirtualTime } from './simulation';

useVirtualTime();

const HELD = { name: 'StepFailure', type: 'RateLimited', tries: 'untilGivenUp' };
const limited = (retryAfterMs: number) => () => Promise.resolve(answered(429, retryAfterMs));

/** Notes when it is sent. */
function aSend(answer: Answer = answered(200)) {
  const sentAtMs: number[] = [];
  const send = () => {
    sentAtMs.push(performance.now());
    return Promise.resolve(answer);
  };
  return { send, sentAtMs };
}

describe('Retry-After', () => {
  test('holds every request of the process, until its time', async () => {
    const pace = aPace();
    const { send, sentAtMs } = aSend();
    await pace.pass(limited(20_000), aRequest());
    const passing = Promise.all([1, 2, 3].map(() => pace.pass(send, aRequest())));
    await passSeconds(19.9);
    expect(sentAtMs).toEqual([]);
    await passSeconds(2);
    await passing;
    expect(sentAtMs).toHaveLength(3);
  });

  test('of a later answer that is shorter does not end it', async () => {
    const pace = aPace();
    const { send, sentAtMs } = aSend();
    const both = [limited(20_000), limited(1_000)].map((refused) => pace.pass(refused, aRequest()));
    await Promise.all(both);
    void pace.pass(send, aRequest());
    await passSeconds(19.9);
    expect(sentAtMs).toEqual([]);
  });

  test('is followed by no burst', async () => {
    const pace = aPace();
    const { send, sentAtMs } = aSend();
    await pace.pass(limited(20_000), aRequest());
    const passing = Promise.all(Array.from({ length: 10 }, () => pace.pass(send, aRequest())));
    await passSeconds(30);
    await passing;
    const pausesMs = sentAtMs.slice(1).map((atMs, index) => atMs - sentAtMs[index]!);
    expect(Math.min(...pausesMs)).toBeGreaterThan(20);
  });

  test('that comes while the server is asked whether an attempt still counts holds that one as well', async () => {
    const pace = aPace();
    const { send, sentAtMs } = aSend();
    let tell: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => (tell = resolve));
    const attempt = { ...anAttempt(), assertCurrent: () => asked };
    const passing = pace.pass(send, aRequest({ attempt }));
    await pace.pass(limited(20_000), aRequest());
    tell();
    await passSeconds(19.9);
    expect(sentAtMs).toEqual([]);
    await passSeconds(2);
    await passing;
  });

  test('gives who cannot wait for it back while there is time, to be tried again at its time', async () => {
    const pace = aPace();
    const { send, sentAtMs } = aSend();
    await pace.pass(limited(600_000), aRequest());
    const held = pace.pass(send, aRequest({ attempt: anAttempt({ limitMs: 75_000 }) }));
    const reason = jest.fn((_: { retryAfterMs: number }) => undefined);
    held.catch(reason);
    await passSeconds(64.9);
    expect(reason).not.toHaveBeenCalled();
    await passSeconds(0.2);
    expect(reason).toHaveBeenCalledWith(expect.objectContaining(HELD));
    expect(reason.mock.calls[0]![0].retryAfterMs).toBeGreaterThanOrEqual(535_000);
    expect(reason.mock.calls[0]![0].retryAfterMs).toBeLessThan(537_000);
    expect(sentAtMs).toEqual([]);
  });

  test('of IMS holds no request to Commerce', async () => {
    const pace = pacePerService({});
    const { send, sentAtMs } = aSend();
    await pace.pass(limited(600_000), aRequest({ kind: 'token' }));
    const token = pace.pass(send, aRequest({ kind: 'token' }));
    await pace.pass(send, aRequest());
    expect(sentAtMs).toHaveLength(1);
    pace.stopWaiting();
    await expect(token).rejects.toMatchObject({ type: 'StepTimedOut' });
  });
});

describe('a request that waits', () => {
  test('ends with its attempt, and leaves its turn to the next', async () => {
    const pace = aPace();
    const { send, sentAtMs } = aSend();
    await pace.pass(limited(20_000), aRequest());
    const abort = new AbortController();
    const aborted = pace.pass(send, aRequest({ attempt: anAttempt({ signal: abort.signal }) }));
    const next = pace.pass(send, aRequest());
    abort.abort(new Error('the server has given it up'));
    await expect(aborted).rejects.toThrow('the server has given it up');
    await passSeconds(22);
    await next;
    expect(sentAtMs).toHaveLength(1);
  });

  test('goes before one whose attempt has more time', async () => {
    const pace = aPace();
    await pace.pass(limited(1_000), aRequest());
    const order: string[] = [];
    const named = (name: string, limitMs: number) => {
      const send = () => {
        order.push(name);
        return Promise.resolve(answered(200));
      };
      return pace.pass(send, aRequest({ attempt: anAttempt({ limitMs }) }));
    };
    const passing = [
      named('an import', 600_000),
      named('begun just now', 75_000),
      named('begun before', 40_000),
    ];
    await passSeconds(5);
    await Promise.all(passing);
    expect(order).toEqual(['begun before', 'begun just now', 'an import']);
  });

  test('is rejected at once when the worker stops, so that another worker retries it', async () => {
    const pace = aPace();
    const { send, sentAtMs } = aSend();
    await pace.pass(limited(20_000), aRequest());
    const waiting = pace.pass(send, aRequest());
    pace.stopWaiting();
    await expect(waiting).rejects.toMatchObject({ type: 'StepTimedOut' });
    await expect(pace.pass(send, aRequest())).rejects.toMatchObject({ type: 'StepTimedOut' });
    expect(sentAtMs).toEqual([]);
  });
});

test('a worker that stops still sends what need not wait: the look after a create, for one', async () => {
  const pace = aPace();
  pace.stopWaiting();
  expect(await pace.pass(aSend().send, aRequest())).toEqual(answered(200));
});

test('a bound for the process holds in any second, for all that it sends together', async () => {
  const pace = pacePerService({ maxRequestsPerSecond: 7 });
  const { send, sentAtMs } = aSend();
  const kinds = Array.from({ length: 60 }, (_, index) => (index % 6 === 0 ? 'token' : 'search'));
  const passing = Promise.all(kinds.map((kind) => pace.pass(send, aRequest({ kind, method: 'GET' }))));
  await passSeconds(10);
  await passing;
  const inAnySecond = sentAtMs.map((from) => sentAtMs.filter((at) => at >= from && at < from + 1_000).length);
  expect(Math.max(...inAnySecond)).toBe(7);
});

describe('a long hold', () => {
  const hour = 3_600_000;

  test('lets a single request find out, at most every minute', async () => {
    const pace = aPace();
    const { send, sentAtMs } = aSend(answered(429, hour));
    await pace.pass(limited(hour), aRequest());
    for (let count = 0; count < 20; count += 1)
      pace.pass(send, aRequest({ attempt: anAttempt({ limitMs: hour }) })).catch(() => undefined);
    await passSeconds(600);
    expect(sentAtMs.length).toBeGreaterThanOrEqual(5);
    expect(sentAtMs.length).toBeLessThanOrEqual(10);
    const pausesMs = sentAtMs.slice(1).map((atMs, index) => atMs - sentAtMs[index]!);
    expect(Math.min(...pausesMs)).toBeGreaterThanOrEqual(60_000);
    pace.stopWaiting();
  });

  test('ends where the one that found out is taken', async () => {
    const pace = aPace();
    const { send, sentAtMs } = aSend();
    await pace.pass(limited(hour), aRequest());
    const attempt = () => anAttempt({ limitMs: hour });
    const passing = Promise.all(
      Array.from({ length: 20 }, () => pace.pass(send, aRequest({ attempt: attempt() }))),
    );
    await passSeconds(75);
    await passing;
    expect(sentAtMs).toHaveLength(20);
  });
});

describe('the backlog', () => {
  const day = 24 * 3_600_000;

  test('has room for ten steps while requests are held back, and reports each that leaves', async () => {
    const pace = aPace();
    let left = 0;
    pace.backlog.onLeft(() => (left += 1));
    await pace.pass(limited(20_000), aRequest());
    expect(pace.backlog.hasRoomFor(10)).toBe(true);
    expect(pace.backlog.hasRoomFor(11)).toBe(false);
    const passing = Promise.all(Array.from({ length: 10 }, () => pace.pass(aSend().send, aRequest())));
    expect(pace.backlog.hasRoomFor(1)).toBe(false);
    await passSeconds(30);
    await passing;
    expect(left).toBe(10);
    expect(pace.backlog.hasRoomFor(10)).toBe(true);
  });

  test('has room for what is sent in two seconds', async () => {
    const pace = aPace();
    const passing = Promise.all(Array.from({ length: 40 }, () => pace.pass(aSend().send, aRequest())));
    await passSeconds(10);
    await passing;
    expect(pace.state().allowedPerSecond).toBeGreaterThan(10);
    expect(pace.backlog.hasRoomFor(pace.state().allowedPerSecond * 2)).toBe(true);
    expect(pace.backlog.hasRoomFor(pace.state().allowedPerSecond * 2 + 1)).toBe(false);
  });

  test('does not count rows of an import, as steps go before them', async () => {
    const pace = aPace();
    await pace.pass(limited(20_000), aRequest());
    const row = () => pace.pass(aSend().send, aRequest({ attempt: anAttempt({ limitMs: day }) }));
    const passing = Promise.all(Array.from({ length: 50 }, row));
    expect(pace.backlog.hasRoomFor(10)).toBe(true);
    await passSeconds(60);
    await passing;
  });
});

describe('a request that is rejected', () => {
  const unavailable = (retryAfterMs?: number) => () => Promise.resolve(answered(503, retryAfterMs));

  /** What a request fails with that has no turn in its time. */
  async function heldBackBy(before: () => Promise<Answer>, service: 'IMS' | 'Commerce' = 'Commerce') {
    jest.setSystemTime(new Date('2026-11-24T10:02:00Z'));
    const pace = new AdaptivePace({ service });
    for (let count = 0; count < 40; count += 1) {
      void pace.pass(before, aRequest()).catch(() => undefined);
      await passSeconds(1);
    }
    const held = pace.pass(before, aRequest({ attempt: anAttempt({ limitMs: 20 }) }));
    const failure = held.catch((error: unknown) => error);
    await passSeconds(1);
    pace.stopWaiting();
    return (await failure) as StepFailure;
  }

  test('reports the 503 that slowed it down, and when', async () => {
    const { type, message, isHeld } = await heldBackBy(unavailable());
    expect({ type, isHeld }).toEqual({ type: 'CommerceUnavailable', isHeld: false });
    expect(message).toMatch(
      /^Commerce answered 503 at 10:02 UTC; this request waited, and is sent as soon as Commerce takes it$/,
    );
  });

  test('reports until when the service asked to wait', async () => {
    const { type, message, isHeld } = await heldBackBy(unavailable(1_800_000));
    expect({ type, isHeld }).toEqual({ type: 'CommerceUnavailable', isHeld: true });
    expect(message).toMatch(
      /^Commerce answered 503 at 10:02 UTC and asked to wait until 10:32 UTC; this request waited, and is sent then$/,
    );
  });

  test('is RateLimited where the service itself says so', async () => {
    expect(await heldBackBy(limited(1_800_000))).toMatchObject({
      type: 'RateLimited',
      message: expect.stringContaining('answered 429') as string,
    });
  });

  test('names IMS where IMS is what does not answer', async () => {
    const none = () => Promise.resolve(UNANSWERED);
    expect(await heldBackBy(none, 'IMS')).toMatchObject({
      type: 'ImsUnavailable',
      message: expect.stringMatching(/^IMS gave no answer at 10:0/) as string,
    });
  });

  test('is no RateLimited while the service that was asked answers nothing', async () => {
    const pace = new AdaptivePace({ service: 'Commerce' });
    const none = () => new Promise<Answer>(() => undefined);
    const all = Array.from({ length: 2_000 }, () =>
      pace.pass(none, aRequest({ attempt: anAttempt({ limitMs: 40_000 }) })).catch((error: unknown) => error),
    );
    await passSeconds(40);
    pace.stopWaiting();
    const failure = await all.at(-1);
    expect(failure).toMatchObject({
      type: 'CommerceUnavailable',
      message: expect.stringMatching(
        /^Commerce has answered nothing for \d\d s; this request waited/,
      ) as string,
    });
  });

  test('is no RateLimited for a 429 of before the outage', async () => {
    const pace = new AdaptivePace({ service: 'Commerce' });
    const none = () => Promise.resolve(UNANSWERED);
    await pace.pass(() => Promise.resolve(answered(429)), aRequest());
    const unanswered = pace.pass(none, aRequest());
    await passSeconds(5);
    await unanswered;
    void pace.pass(none, aRequest());
    const held = pace
      .pass(none, aRequest({ attempt: anAttempt({ limitMs: 20 }) }))
      .catch((error: unknown) => error);
    await passSeconds(1);
    expect(await held).toMatchObject({
      type: 'CommerceUnavailable',
      message: expect.stringMatching(/^Commerce gave no answer at /) as string,
    });
  });

  test('names the bound of the operator where that is what holds it', async () => {
    const pace = new AdaptivePace({ service: 'Commerce', most: new MostPerSecond(1) });
    const { send } = aSend();
    await pace.pass(send, aRequest());
    const held = pace
      .pass(send, aRequest({ attempt: anAttempt({ limitMs: 100 }) }))
      .catch((error: unknown) => error);
    await passSeconds(1);
    expect(await held).toMatchObject({
      type: 'RateLimited',
      message: expect.stringMatching(/^ONBOARDING_MAX_REQUESTS_PER_SECOND/) as string,
    });
  });
});

test('the state says how fast it goes, what waits and why', async () => {
  const pace = aPace();
  expect(pace.state()).toMatchObject({ allowedPerSecond: 20, waiting: 0, reason: null, slowdown: null });
  await pace.pass(limited(30_000), aRequest());
  const waiting = pace.pass(aSend().send, aRequest());
  expect(pace.state()).toMatchObject({
    waiting: 1,
    reason: 'retryAfter',
    slowdown: { what: 'answered 429' },
  });
  await passSeconds(35);
  await waiting;
  expect(pace.state()).toMatchObject({ waiting: 0 });
});

test('a token that runs out while a request waits in line is fetched again before it goes', async () => {
  const pace = aPace();
  const { send, sentAtMs } = aSend();
  await pace.pass(limited(20_000), aRequest());
  const validUntilMs = performance.now() + 10_000;
  const fetchedAtMs: number[] = [];
  const token = {
    isAtHand: () => performance.now() < validUntilMs || fetchedAtMs.length > 0,
    fetch: () => Promise.resolve(fetchedAtMs.push(performance.now())),
  };
  const passing = pace.pass(send, aRequest({ token }));
  await passSeconds(25);
  await passing;
  expect(fetchedAtMs).toHaveLength(1);
  expect(fetchedAtMs).toEqual(sentAtMs);
});

test('a turn is lost where the token takes long: others have come to wait for it too', async () => {
  const pace = aPace();
  const { send, sentAtMs } = aSend();
  await pace.pass(limited(1_000), aRequest());
  let isAtHand = true;
  const fetching: (() => void)[] = [];
  const token = {
    isAtHand: () => isAtHand,
    fetch: () => new Promise<void>((resolve) => fetching.push(resolve)),
  };
  const passing = Promise.all(Array.from({ length: 10 }, () => pace.pass(send, aRequest({ token }))));
  isAtHand = false;
  await passSeconds(10);
  expect(sentAtMs).toEqual([]);
  isAtHand = true;
  for (const resolve of fetching) resolve();
  await passSeconds(5);
  await passing;
  const pausesMs = sentAtMs.slice(1).map((atMs, index) => atMs - sentAtMs[index]!);
  expect(Math.min(...pausesMs)).toBeGreaterThan(20);
});
