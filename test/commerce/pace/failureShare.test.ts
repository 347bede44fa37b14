import { FailureShare, type FailureSign } from '../../../src/commerce/pace/failureShare';
import { randomFrom } from './world';

const LIMIT_PER_SECOND = 20;

/** Answers at a rate, evenly spaced. A failure comes by chance, and for all beyond the limit. */
class Answers {
  readonly share = new FailureShare(0);
  limitPerSecond = Infinity;
  failing = 0;
  private nowMs = 0;
  private readonly random: () => number;

  constructor(seed: number) {
    this.random = randomFrom(seed);
  }

  /** @returns the signs that are not `nothing`, as they came */
  at(perSecond: number, seconds: number): FailureSign[] {
    const signs: FailureSign[] = [];
    const refused = Math.max(this.failing, 1 - this.limitPerSecond / perSecond);
    for (let count = 0; count < perSecond * seconds; count += 1) {
      this.nowMs += 1_000 / perSecond;
      signs.push(this.share.learn({ isFailure: this.random() < refused, perSecond, nowMs: this.nowMs }));
    }
    return signs.filter(({ kind }) => kind !== 'nothing');
  }
}

const SEEDS = Array.from({ length: 40 }, (_, index) => index + 1);

test.each([0.2, 0.5])(
  'failures of a share of %p at any rate are recognized at a low rate, in 19 of 20 cases',
  (failing) => {
    const recognized = SEEDS.filter((seed) => {
      const answers = new Answers(seed);
      answers.failing = failing;
      answers.at(20, 2);
      return answers.at(8, 120).some(({ kind }) => kind === 'anyRate');
    });
    expect(recognized.length).toBeGreaterThanOrEqual(38);
  },
);

test.each([2, 5, 10])(
  'a limit that fell from 20 to %i requests a second is taken for them in one of 20 cases at most',
  (limitPerSecond) => {
    const mistaken = SEEDS.filter((seed) => {
      const answers = new Answers(seed);
      answers.limitPerSecond = LIMIT_PER_SECOND;
      answers.at(LIMIT_PER_SECOND, 5);
      answers.limitPerSecond = limitPerSecond;
      const signs = [20, 14, 10, 8, 6, 4, 2].flatMap((perSecond) => answers.at(perSecond, 15));
      return signs.some(({ kind }) => kind === 'anyRate');
    });
    expect(mistaken.length).toBeLessThanOrEqual(2);
  },
);

test('what came at any rate is usual, until it comes no more', () => {
  const answers = new Answers(1);
  answers.failing = 0.5;
  answers.at(20, 5);
  expect(answers.at(8, 60)).toContainEqual({ kind: 'anyRate', earlierPerSecond: 20 });
  expect(answers.share.hidesLimit).toBe(true);
  answers.failing = 0;
  answers.at(20, 60);
  expect(answers.share.hidesLimit).toBe(false);
});

test('a cut goes no lower than a quarter of the earlier rate while it is open whether that helps', () => {
  const answers = new Answers(1);
  answers.failing = 0.5;
  answers.at(20, 2);
  expect(answers.share.leastPerSecond).toBeUndefined();
  answers.at(10, 1);
  expect(answers.share.leastPerSecond).toBe(5);
});
