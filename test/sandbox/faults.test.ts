import { FaultPlan, type Fault, type FaultRule } from '../../src/sandbox/faults';
import { seededRandom } from '../../src/sandbox/random';

const LOSE: Fault = { kind: 'lose', made: true };
const SLOW: Fault = { kind: 'slow', byMs: 5 };

describe('which requests go wrong', () => {
  test.each<[string, FaultRule, string]>([
    ['every one', { on: 'create', what: LOSE }, 'xxxxxx'],
    ['the second and the fourth', { on: 'create', what: LOSE, calls: [2, 4] }, '.x.x..'],
    ['the first two', { on: 'create', what: LOSE, count: 2 }, 'xx....'],
    ['two after the first', { on: 'create', what: LOSE, after: 1, count: 2 }, '.xx...'],
    ['none of a share of 0', { on: 'create', what: LOSE, share: 0 }, '......'],
    ['all of a share of 1', { on: 'any', what: LOSE, share: 1 }, 'xxxxxx'],
    ['none of another kind', { on: 'update', what: LOSE }, '......'],
  ])('%s', (_, rule, expected) => {
    expect(pattern(new FaultPlan([rule], seededRandom(1)))).toBe(expected);
  });

  test('requests of other kinds are not counted', () => {
    const plan = new FaultPlan([{ on: 'create', what: LOSE, calls: [2] }], seededRandom(1));
    expect(['create', 'update', 'lookUp', 'create'].map((kind) => plan.next(kind as 'create'))).toEqual([
      null,
      null,
      null,
      LOSE,
    ]);
  });

  test('the first rule that applies decides, and all of them count', () => {
    const rules: FaultRule[] = [
      { on: 'create', what: LOSE, calls: [1] },
      { on: 'any', what: SLOW, count: 2 },
    ];
    const plan = new FaultPlan(rules, seededRandom(1));
    expect([plan.next('create'), plan.next('create'), plan.next('create')]).toEqual([LOSE, SLOW, null]);
  });

  test('a rule with a duration ends with it, and is then not listed', () => {
    let nowMs = 1_000;
    const rule: FaultRule = { on: 'create', what: LOSE, forMs: 60_000 };
    const plan = new FaultPlan([rule], seededRandom(1), () => nowMs);
    nowMs += 59_999;
    expect([plan.next('create'), plan.rules()]).toEqual([LOSE, [rule]]);
    nowMs += 1;
    expect([plan.next('create'), plan.rules()]).toEqual([null, []]);
  });

  test.each<[string, FaultRule]>([
    ['its count', { on: 'create', what: LOSE, count: 2 }],
    ['its last request', { on: 'create', what: LOSE, calls: [2] }],
  ])('a rule is inactive after %s', (_, rule) => {
    const plan = new FaultPlan([rule], seededRandom(1));
    plan.next('create');
    expect(plan.rules()).toEqual([rule]);
    plan.next('create');
    expect(plan.rules()).toEqual([]);
  });

  test('a share is the same for the same seed, and close to the requested one', () => {
    const rule: FaultRule = { on: 'create', what: LOSE, share: 0.3 };
    const drawn = [1, 1, 2].map((seed) => pattern(new FaultPlan([rule], seededRandom(seed)), 1000));
    expect(drawn[0]).toBe(drawn[1]);
    expect(drawn[0]).not.toBe(drawn[2]);
    expect(drawn[0]!.replaceAll('.', '').length).toBeGreaterThan(240);
    expect(drawn[0]!.replaceAll('.', '').length).toBeLessThan(360);
  });
});

function pattern(plan: FaultPlan, requests = 6): string {
  return Array.from({ length: requests }, () => (plan.next('create') ? 'x' : '.')).join('');
}
