export interface ChosenTests {
  readonly file: string;
  /** A pattern: the tests in the file that are run. */
  readonly names: string;
  /** The suite's Temporal server, and the bundle of the workflows, which take seconds. */
  readonly needsServer?: true;
}

/** One thing taken out of the product, and the tests that must notice. */
export interface Mutation {
  readonly name: string;
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly find: string;
  readonly replace: string;
  readonly tests: ChosenTests;
}

const CREATE_ONCE = 'src/commerce/createOnce.ts';
const LOOK_UP = 'src/commerce/lookUp.ts';
const OWNERSHIP = 'src/commerce/ownership.ts';
const EVIDENCE = 'activities/evidence.ts';
const createOnce = (names: string) => ({ file: 'test/commerce/createOnce.test.ts', names });
const evidence = (names: string) => ({
  file: 'test/activities/evidence.test.ts',
  names,
  needsServer: true as const,
});
const spelling = (names: string) => ({ file: 'test/contract/parse/spelling.test.ts', names });

export const MUTATIONS: readonly Mutation[] = [
  {
    name: 'the look-up before a second POST',
    file: CREATE_ONCE,
    find: 'if (this.mayHaveArrived) {',
    replace: 'if (this.mayHaveArrived && false) {',
    tests: createOnce('no second POST is sent'),
  },
  {
    name: 'the look-up after a refusal',
    file: CREATE_ONCE,
    find: 'if (!mayMeanDuplicate(answer)) throw',
    replace: 'throw',
    tests: createOnce('names his ID'),
  },
  {
    name: 'the age of a customer',
    file: OWNERSHIP,
    find: 'return ageMs <= seenAtMs - start.getTime() + toleranceMs;',
    replace: 'return true || start === undefined || seenAtMs > toleranceMs;',
    tests: createOnce('was there long before is a stranger'),
  },
  {
    name: "Commerce's own clock",
    file: LOOK_UP,
    find: 'ageMs: ageOf(customer, at),',
    replace: 'ageMs: ageOf(customer, at && new Date()),',
    tests: createOnce('a clock of Commerce that is off'),
  },
  {
    name: 'the names',
    file: OWNERSHIP,
    find: 'if (!hasOneOf([...givenNames(input), ...evidence.earlierNames], found.customer)) return false;',
    replace: 'void hasOneOf; void givenNames; void input;',
    tests: createOnce('of another name who came meanwhile'),
  },
  {
    name: 'the evidence of an earlier POST',
    file: OWNERSHIP,
    find: 'if (earlierPostMayHaveArrived && isNotOlderThan(',
    replace: 'if (isNotOlderThan(',
    tests: createOnce('though he came a moment ago'),
  },
  {
    name: 'the evidence of a further attempt',
    file: EVIDENCE,
    find: 'const isRetry = info.attempt > 1;',
    replace: 'const isRetry = false;',
    tests: { file: 'test/activities/earlierPost.test.ts', names: 'further attempt' },
  },
  {
    name: 'the evidence of the time at which an attempt was scheduled',
    file: EVIDENCE,
    find: 'const wasScheduledBefore = info.currentAttemptScheduledTimestampMs > info.scheduledTimestampMs;',
    replace: 'const wasScheduledBefore = false;',
    tests: { file: 'test/activities/earlierPost.test.ts', names: 'activity reset' },
  },
  {
    name: 'the evidence of the run ID',
    file: EVIDENCE,
    find: 'const wasReset = info.workflowExecution?.runId !== request.originalRunId;',
    replace: 'const wasReset = request.originalRunId === undefined;',
    tests: { file: 'test/activities/earlierPost.test.ts', names: 'workflow reset' },
  },
  {
    name: 'the evidence of a retry',
    file: EVIDENCE,
    find: ' || request.retriedNames !== undefined',
    replace: '',
    tests: { file: 'test/activities/earlierPost.test.ts', names: 'run that retry started' },
  },
  {
    name: 'the names before a correction',
    file: OWNERSHIP,
    find: ', ...evidence.earlierNames]',
    replace: ']',
    tests: createOnce('names before it was corrected'),
  },
  {
    name: 'the evidence of an earlier run',
    file: OWNERSHIP,
    find: 'return earlier !== undefined && isNotOlderThan(earlier, found, clockToleranceMs);',
    replace: 'return earlier === null;',
    tests: createOnce('may have made the customer'),
  },
  {
    name: 'the earlier runs that did not complete',
    file: 'activities/earlierRuns.ts',
    find: 'if (startedAt instanceof Date) return startedAt;',
    replace: 'if (performance.now() >= 0 || until) return undefined;',
    tests: evidence('by an earlier run that failed'),
  },
  {
    name: 'the evidence of a POST that was answered with 401',
    file: CREATE_ONCE,
    find: 'this.mayHaveArrived ||= sentBefore;',
    replace: 'void sentBefore;',
    tests: createOnce('may have arrived the first time'),
  },
  {
    name: 'the website of a customer that is found',
    file: LOOK_UP,
    find: "rows.filter(({ customer }) => Number(customer['website_id']) === websiteId)",
    replace: 'rows.filter(() => true)',
    tests: { file: 'test/commerce/foundOnWebsite.test.ts', names: 'ignores the filter' },
  },
  {
    name: 'the website in the search',
    file: LOOK_UP,
    find: 'const rows = await this.search({ email, websiteId });',
    replace: 'const rows = await this.search({ email });',
    tests: { file: 'test/commerce/foundOnWebsite.test.ts', names: 'asks for the website' },
  },
  {
    name: 'the comparison of addresses',
    file: LOOK_UP,
    find: 'sameAddress: isSameAddress(customer.email, email),',
    replace: 'sameAddress: true,',
    tests: createOnce('never adopted'),
  },
  {
    name: 'the address of the answer',
    file: CREATE_ONCE,
    find: 'return customer && isSameAddress(customer.email, this.options.input.customer.email)',
    replace: 'return customer && this.options',
    tests: { file: 'test/commerce/foundOnWebsite.test.ts', names: 'another address' },
  },
  {
    name: 'several customers of an address',
    file: LOOK_UP,
    find: "return candidates.length > 1 ? 'several' : candidates[0];",
    replace: 'return candidates[0];',
    tests: createOnce('of several nobody is chosen'),
  },
  {
    name: 'the check of the workflow ID',
    file: 'activities/createCustomer.ts',
    find: 'if (workflowId === expected) return;',
    replace: 'if (workflowId) return;',
    tests: {
      file: 'test/temporal/startOnboarding.test.ts',
      names: 'a worker of another endpoint',
      needsServer: true,
    },
  },
  {
    name: 'the check of the input',
    file: 'activities/createCustomer.ts',
    find: 'const input = validInput(request.input);',
    replace: 'const input = request.input; void validInput;',
    tests: { file: 'test/temporal/startOnboarding.test.ts', names: 'with a bad input', needsServer: true },
  },
  {
    name: 'the check that the attempt lives',
    file: 'src/commerce/httpClient.ts',
    find: 'assertInTime(attempt);',
    replace: 'void assertInTime;',
    tests: createOnce('writes nothing'),
  },
  {
    name: 'the question whether the attempt still counts, before a write',
    file: 'src/commerce/httpClient.ts',
    find: "const asked = method === 'GET' ? undefined : attempt.assertCurrent();",
    replace: 'const asked = undefined as Promise<void> | undefined;',
    tests: { file: 'test/commerce/customerApi.test.ts', names: 'has been replaced' },
  },
  {
    name: 'the answer to it',
    file: 'activities/currentAttempt.ts',
    find: "if (isCurrentAllTheSame(error)) return 'current';",
    replace: "if (error || isCurrentAllTheSame(error)) return 'current';",
    tests: { file: 'test/activities/currentAttempt.test.ts', names: 'writes nothing', needsServer: true },
  },
  {
    name: 'the ID in the body of a PUT',
    file: 'src/commerce/customerApi.ts',
    find: '{ customer: { ...fields, id } }',
    replace: '{ customer: fields }',
    tests: { file: 'test/commerce/customerApi.test.ts', names: 'the ID of a PUT' },
  },
  {
    name: 'a 500 is unknown, not a refusal',
    file: 'src/commerce/commerceFailure.ts',
    find: 'if (answer.status === 400) return messageOf',
    replace: 'if (answer.status >= 400) return messageOf',
    tests: { file: 'test/crash/quickCells.test.ts', names: 'create/http500', needsServer: true },
  },
  {
    name: 'the other spellings of a name',
    file: 'src/contract/parse/onboardingInput.ts',
    find: '...spellingProblems(json.value, onboardingInputSchema),',
    replace: '',
    tests: spelling('a name in another spelling'),
  },
  {
    name: 'what spellings have in common',
    file: 'src/contract/parse/spelling.ts',
    find: ".replace(/[^\\p{L}\\p{N}]/gu, '')",
    replace: ".replaceAll('_', '')",
    tests: spelling('characters that fold or are not seen'),
  },
  {
    name: 'attributes that are fields',
    file: 'src/contract/parse/spelling.ts',
    find: 'return isOwn ? undefined :',
    replace: 'return isOwn || code !== undefined ? undefined :',
    tests: spelling('as the custom attribute'),
  },
  {
    name: 'the default address of a new customer',
    file: 'src/contract/parse/customerFieldsSchema.ts',
    find: '.refine(() => false, {',
    replace: '.refine(() => true, {',
    tests: spelling('the default address of a new customer'),
  },
  {
    name: 'the spelling of columns',
    file: 'src/importFile/csv/columns.ts',
    find: 'if (misspelling !== undefined) return misspelling;',
    replace: '',
    tests: { file: 'test/importFile/spelling.test.ts', names: 'column in another spelling' },
  },
];
