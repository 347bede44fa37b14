export interface ChosenTests {
  readonly file: string;
  /** A pattern for the names of the tests in the file that run. */
  readonly names: string;
  /** Whether they need the suite's Temporal server and the workflow bundle, which take seconds. */
  readonly needsServer?: true;
}

/** A part that is removed from the product, and the tests that must fail without it. */
export interface Mutation {
  readonly name: string;
  readonly file: string;
  /** Must occur in the file exactly once. */
  readonly find: string;
  readonly replace: string;
  readonly tests: ChosenTests;
}

const CREATE_ONCE = 'src/commerce/createOnce.ts';
const LOOK_UP = 'src/commerce/lookUp.ts';
const OWNERSHIP = 'src/commerce/ownership.ts';
const EVIDENCE = 'activities/evidence.ts';
const GUARD = 'activities/writeGuard.ts';
const PLAN_UPDATE = 'src/commerce/planUpdate.ts';
const createOnce = (names: string) => ({ file: 'test/commerce/createOnce.test.ts', names });
const guard = (names: string) => ({
  file: 'test/activities/writeGuard.test.ts',
  names,
  needsServer: true as const,
});
const laterUpdate = (names: string) => ({
  file: 'test/activities/laterUpdate.test.ts',
  names,
  needsServer: true as const,
});
const evidence = (names: string) => ({
  file: 'test/activities/evidence.test.ts',
  names,
  needsServer: true as const,
});
const MARKER_PROOF = 'src/commerce/markerProof.ts';
const marker = (names: string) => ({ file: 'test/commerce/marker.test.ts', names });
const markedRuns = (names: string) => ({
  file: 'test/activities/markedRuns.test.ts',
  names,
  needsServer: true as const,
});
const spelling = (names: string) => ({ file: 'test/contract/parse/spelling.test.ts', names });

export const MUTATIONS: readonly Mutation[] = [
  {
    name: 'the look-up before a second POST',
    file: CREATE_ONCE,
    find: 'if (this.mayHaveArrived || this.options.evidence.followsAnotherRun) {',
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
    find: 'return ageMs <= seenAtMs - startedAt.getTime() + clockToleranceMs;',
    replace: 'return true || startedAt === undefined || seenAtMs > clockToleranceMs;',
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
    find: 'return hasOneOf(names, found.customer) &&',
    replace: 'return (names !== undefined) &&',
    tests: createOnce('of another name who came meanwhile'),
  },
  {
    name: 'the evidence of an earlier POST',
    file: OWNERSHIP,
    find: 'if (earlierPostMayHaveArrived && (await isOfRun(',
    replace: 'if ((void earlierPostMayHaveArrived, true) && (await isOfRun(',
    tests: createOnce('though he came a moment ago'),
  },
  {
    name: 'the evidence of a later attempt',
    file: EVIDENCE,
    find: 'const isRetry = info.attempt > 1;',
    replace: 'const isRetry = false;',
    tests: { file: 'test/activities/earlierPost.test.ts', names: 'a later attempt' },
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
    find: 'const wasReset = resetOf(info, request) !== undefined;',
    replace: 'const wasReset = false;',
    tests: { file: 'test/activities/earlierPost.test.ts', names: 'workflow reset' },
  },
  {
    name: 'the evidence of a retry',
    file: EVIDENCE,
    find: 'followsAnotherRun: request.retriedNames !== undefined',
    replace: 'followsAnotherRun: false',
    tests: { file: 'test/activities/earlierPost.test.ts', names: 'run that retry started' },
  },
  {
    name: 'the evidence that an earlier run came to its POST',
    file: EVIDENCE,
    find: '.filter(mayHavePosted)',
    replace: '',
    tests: { file: 'test/activities/nothingSent.test.ts', names: 'to a later start', needsServer: true },
  },
  {
    name: 'the names before a correction',
    file: OWNERSHIP,
    find: 'if (await isOfRun(found, run, { ...options, proof })) return run;',
    replace: 'if (run.names === undefined) return true;',
    tests: createOnce('names before it was corrected'),
  },
  {
    name: 'the evidence of an earlier run',
    file: OWNERSHIP,
    find: 'of await evidence.earlierRuns(patient)) {',
    replace: 'of patient === undefined ? await evidence.earlierRuns(patient) : []) {',
    tests: createOnce('may have made the customer'),
  },
  {
    name: 'the earlier runs that did not complete',
    file: 'src/onboardings/runs/earlierRuns.ts',
    find: 'if (run) runs.push(run);',
    replace: 'if (!run) runs.push();',
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
    tests: { file: 'test/commerce/foundOnWebsite.test.ts', names: "uses the input's website" },
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
    file: GUARD,
    find: 'if (workflowId === expected) return;',
    replace: 'if (workflowId) return;',
    tests: {
      file: 'test/onboardings/startOnboarding.test.ts',
      names: 'a worker of another endpoint',
      needsServer: true,
    },
  },
  {
    name: 'the check of the input',
    file: GUARD,
    find: 'const input = checkedInput(claim.input ?? run?.args[0], claim.markerAttribute);',
    replace: 'const input = (claim.input ?? run?.args[0]) as CheckedInput; void checkedInput;',
    tests: { file: 'test/onboardings/startOnboarding.test.ts', names: 'with a bad input', needsServer: true },
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
    find: "const current = method === 'GET' ? undefined : attempt.assertCurrent();",
    replace: 'const current = undefined as Promise<void> | undefined;',
    tests: { file: 'test/commerce/customerApi.test.ts', names: 'was replaced' },
  },
  {
    name: 'the answer to it',
    file: 'activities/heartbeatNow.ts',
    find: "if (isCurrentAllTheSame(error)) return 'current';",
    replace: "if (error || isCurrentAllTheSame(error)) return 'current';",
    tests: { file: 'test/activities/currentAttempt.test.ts', names: 'writes nothing', needsServer: true },
  },
  {
    name: 'the ID in the body of a PUT',
    file: 'src/commerce/customerApi.ts',
    find: '{ customer: { ...fields, id } }',
    replace: '{ customer: fields }',
    tests: { file: 'test/commerce/customerApi.test.ts', names: 'a PUT has the ID' },
  },
  {
    name: "the server's record of a customer that an earlier run made",
    file: 'activities/secondArgument.ts',
    find: 'if (!created || !isOfInput(created, input)) throw notShown();',
    replace:
      'if (!created || !isOfInput(created, input)) return (run.args[1] as { created: CustomerCreated }).created;',
    tests: guard('that is made up is refused'),
  },
  {
    name: "the server's record of the outcomes of a chunk",
    file: 'activities/secondArgument.ts',
    find: 'if (!shown || !isDeepStrictEqual(shown, outcome)) throw notShown();',
    replace: 'if (!shown || !isDeepStrictEqual(shown, outcome)) return outcome as RowOutcome;',
    tests: guard('the outcomes of another chunk'),
  },
  {
    name: 'the input of a row whose outcome is claimed',
    file: 'src/onboardings/runs/chunkOutcomes.ts',
    find: 'if (isOfThisInput && !outcomes.has(row))',
    replace: 'if ((isOfThisInput || true) && !outcomes.has(row))',
    tests: { file: 'test/activities/changedRows.test.ts', names: 'another input', needsServer: true },
  },
  {
    name: 'the workflow ID of a chunk',
    file: GUARD,
    find: 'if (info.workflowExecution?.workflowId !== expected) {',
    replace: 'if (info.workflowExecution?.workflowId === undefined) {',
    tests: guard('under the workflow ID of another chunk'),
  },
  {
    name: 'the read before a later update',
    file: 'activities/updateCustomer.ts',
    find: "record: isDirect ? 'justMade' : recordLater,",
    replace: "record: 'justMade',",
    tests: laterUpdate('the name and the address that the update does not name'),
  },
  {
    name: 'the comparison of records',
    file: 'src/commerce/readCustomer.ts',
    find: 'if (isSameRecord(created, customer)) return customer;',
    replace: 'if (customer || isSameRecord(created, customer)) return customer;',
    tests: laterUpdate('after a reset of the shop'),
  },
  {
    name: 'the value that the person gave a field',
    file: PLAN_UPDATE,
    find: 'else if (wasChanged(wanted, created[field], stored)) {',
    replace: 'else if (field === undefined && wasChanged(wanted, created[field], stored)) {',
    tests: laterUpdate('wants another value'),
  },
  {
    name: 'the field that the person filled in',
    file: PLAN_UPDATE,
    find: 'if (made === undefined) return isFilledIn(stored);',
    replace: 'if (made === undefined) return false;',
    tests: { file: 'test/commerce/filledIn.test.ts', names: 'filled in' },
  },
  {
    name: 'the address that the person changed',
    file: PLAN_UPDATE,
    find: 'if (repeatsIdentity(field, wanted, created)) continue;',
    replace: 'void repeatsIdentity;',
    tests: laterUpdate('repeats the address'),
  },
  {
    name: 'the row that a refusal leaves behind',
    file: CREATE_ONCE,
    find: 'if (!sentBefore && (await this.isLeftBehind(found, answer))) throw refusedButStored(answer, found);',
    replace: 'void refusedButStored;',
    tests: createOnce('the ID of its own row'),
  },
  {
    name: 'a 500 is unknown, not a refusal',
    file: 'src/commerce/commerceFailure.ts',
    find: 'if (answer.status === 400) return messageOf',
    replace: 'if (answer.status >= 400) return messageOf',
    tests: { file: 'test/crash/quickCells.test.ts', names: 'create/http500', needsServer: true },
  },
  {
    name: 'the marker of a POST',
    file: CREATE_ONCE,
    find: 'const customer = withMarker(input.customer, evidence.marker);',
    replace: 'const customer = withMarker(input.customer, undefined);',
    tests: marker('nothing is reported'),
  },
  {
    name: 'the marker that the search shows',
    file: OWNERSHIP,
    find: 'if (proof.isShown(marker)) return ownRun;',
    replace: '',
    tests: marker('a proxy sent ours twice'),
  },
  {
    name: 'the marker that a read shows',
    file: MARKER_PROOF,
    find: 'return shown ?? storedMarker(await (this.record ??= this.read()), attribute);',
    replace: 'return shown;',
    tests: marker('that only a read returns'),
  },
  {
    name: 'the marker of another onboarding',
    file: MARKER_PROOF,
    find: "if (stored !== undefined) return 'notOurs';",
    replace: '',
    tests: marker('a foreign one'),
  },
  {
    name: 'the customer without a marker',
    file: MARKER_PROOF,
    find: "return marker && (await this.isAttribute(attribute)) ? 'notOurs' : 'nothing';",
    replace: "return 'nothing';",
    tests: marker('has no marker: ours is false'),
  },
  {
    name: 'the shop without the attribute',
    file: MARKER_PROOF,
    find: "return (await api.searchAttribute(attribute, attempt, this.found.customer.id)).kind === 'known';",
    replace: 'return attempt !== undefined || api !== undefined;',
    tests: marker('the shop has no such attribute'),
  },
  {
    name: 'the marker that Commerce drops',
    file: CREATE_ONCE,
    find: 'if (evidence.marker) api.droppedMarkers.learn(evidence.marker, customer);',
    replace: 'void [api, evidence];',
    tests: marker('reports it once'),
  },
  {
    name: 'the marker of the row that a refusal leaves behind',
    file: CREATE_ONCE,
    find: "if (shown !== 'nothing') return shown === 'ours';",
    replace: 'void shown;',
    tests: marker('signed up during the request'),
  },
  {
    name: 'the marker in an update of other attributes',
    file: 'src/commerce/updateCustomer.ts',
    find: 'return value === undefined ? fields : withMarker(fields, { attribute, value });',
    replace: 'return fields;',
    tests: marker('keeps the marker'),
  },
  {
    name: 'the marker among several customers',
    file: LOOK_UP,
    find: 'if (marked) return marked;',
    replace: 'void marked;',
    tests: marker('on different websites'),
  },
  {
    name: 'the names that a person changed',
    file: CREATE_ONCE,
    find: 'return sentNames && !hasOneOf(names, customer) ? { sentNames } : {};',
    replace: 'return sentNames && !customer ? { sentNames } : {};',
    tests: markedRuns('after a retry'),
  },
  {
    name: "the setting that the run's history keeps",
    file: 'activities/evidence.ts',
    find: 'marker: markerOfRun({ attribute: request.markerAttribute, originalRunId: request.originalRunId }),',
    replace: '',
    tests: markedRuns('a worker without the setting does not adopt'),
  },
  {
    name: 'the run ID before a reset',
    file: 'src/temporal/startEvent.ts',
    find: "originalRunId: started.originalExecutionRunId ?? '',",
    replace: "originalRunId: '',",
    tests: markedRuns('after a retry'),
  },
  {
    name: 'the run without the setting, before a reset',
    file: 'src/onboardings/runs/earlierRuns.ts',
    find: "status.name !== 'COMPLETED' || resetOf !== undefined",
    replace: "status.name !== 'COMPLETED'",
    tests: markedRuns('a reset with the setting of a run that was done'),
  },
  {
    name: 'the setting of an earlier run',
    file: 'src/onboardings/runs/markerAttribute.ts',
    find: "return typeof attribute === 'string' ? attribute : undefined;",
    replace: "return attribute === '' ? attribute : undefined;",
    tests: markedRuns('after another start'),
  },
  {
    name: 'the marker of a row',
    file: 'activities/importChunk.ts',
    find: 'marker: markerOfRun({ attribute, originalRunId, row }),',
    replace: '',
    tests: markedRuns('after another try in the chunk'),
  },
  {
    name: 'the marker of a row of an earlier run',
    file: 'activities/importChunk.ts',
    find: 'return { startedAt, names, marker: markerOfRun({ attribute, originalRunId, row }) };',
    replace: 'return { startedAt, names, marker: markerOfRun({ attribute, originalRunId }) };',
    tests: markedRuns('after another import of the file'),
  },
  {
    name: 'the attribute that an input may not name',
    file: GUARD,
    find: 'return problems.length > 0 ?',
    replace: 'return problems.length > 99 ?',
    tests: markedRuns('gives the attribute a value'),
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
  {
    name: 'the foreign page at the Temporal UI',
    file: 'src/embeddedServer/uiServer.ts',
    find: 'const foreign = findForeignRequest(incoming);',
    replace: 'const foreign = incoming ? undefined : findForeignRequest(incoming);',
    tests: { file: 'test/embeddedServer/doors.test.ts', names: 'to no page of anybody else' },
  },
  {
    name: 'the foreign page at the sandbox',
    file: 'src/sandbox/server.ts',
    find: 'const foreign = findForeignRequest(withLoopbackName(request));',
    replace: 'const foreign = request ? undefined : findForeignRequest(withLoopbackName(request));',
    tests: { file: 'test/sandbox/control.test.ts', names: 'neither reads nor changes anything' },
  },
  {
    name: 'the foreign page at the codec server',
    file: 'src/codecServer/codecServer.ts',
    find: "access.kind === 'open' ? findForeignRequest({ method, headers }, origins) : undefined;",
    replace: "access.kind === 'open' ? undefined : findForeignRequest({ method, headers }, origins);",
    tests: { file: 'test/codecServer/codecServer.test.ts', names: 'as an origin or without one' },
  },
  {
    name: 'the foreign page at the metrics',
    file: 'src/monitoring/monitoringServer.ts',
    find: 'if (isLoopback(host)) refuseForeignRequests(server);',
    replace: 'if (!isLoopback(host)) refuseForeignRequests(server);',
    tests: { file: 'test/monitoring/monitoringServer.test.ts', names: 'reads nothing' },
  },
  {
    name: 'the foreign page at a gateway without keys',
    file: 'src/gateway/access/access.ts',
    find: "if (keys === 'open') assertOwnHost(headers);",
    replace: 'void assertOwnHost;',
    tests: { file: 'test/gateway/access.test.ts', names: 'DNS rebinding', needsServer: true },
  },
  {
    name: 'the private address that a name of an endpoint has',
    file: 'src/events/publicAddress.ts',
    find: 'for (const { address } of addresses) assertIn(ranges, { host, address });',
    replace: '',
    tests: { file: 'test/events/publicAddress.test.ts', names: 'is refused where it is connected' },
  },
  {
    name: 'the private address in the URL of an endpoint',
    file: 'src/events/webhookSender.ts',
    find: 'assertReachable(this.endpoint);',
    replace: '',
    tests: { file: 'test/events/publicAddress.test.ts', names: 'nothing is sent' },
  },
  {
    name: 'the event that started a run before',
    file: 'src/onboardings/startOnboarding.ts',
    find: '...(requestId !== undefined && withRequestId(requestId)),',
    replace: '...(requestId === undefined && withRequestId(workflowId)),',
    tests: { file: 'test/gateway/events/repeated.test.ts', names: 'at the same moment', needsServer: true },
  },
  {
    name: 'the recipient of an event of Adobe',
    file: 'src/gateway/events/signatures/adobeSignature.ts',
    find: 'recipients.every((recipient) => recipient === clientId)',
    replace: 'recipients.every((recipient) => recipient !== undefined)',
    tests: { file: 'test/gateway/events/adobe.test.ts', names: 'another recipient', needsServer: true },
  },
];
