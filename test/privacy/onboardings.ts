import type { OnboardingInput } from '../../src/contract/onboarding';
import type { Fault, RequestKind } from '../../src/sandbox';
import { jsonLines, serverPid } from '../cli/onboard';
import type { OwnHome } from '../cli/ownHome';
import { WIRE_FAULTS, wireFault } from '../crash/wireFaults';
import { person, WORDS } from './person';

/** What commands printed besides the result, and the outcomes of the onboardings. */
export interface Said {
  stderr: string;
  endings: string[];
}

interface Place extends Pick<OwnHome, 'sandbox' | 'command'> {
  readonly said: Said;
}

const REQUEST_TIMEOUT_MS = 1_000;

/** One onboarding that meets every fault of the crash matrix, and is done in the end. */
export async function surviveEveryFault(place: Place): Promise<void> {
  const faults = WIRE_FAULTS.map((name) => withWords(wireFault(name, REQUEST_TIMEOUT_MS)));
  const notMade = faults.filter((fault) => 'made' in fault && !fault.made);
  // After a lost response, a read finds what was created or updated.
  const answerLost: Fault = { kind: 'truncate', where: 'connection' };
  const met = [...notMade, answerLost];
  inTurn(place, 'create', met);
  inTurn(place, 'update', met);
  await onboard(place, ['run', '-', '--json', '--give-up-after', '2m'], person('survivor'));
  const countOf = (kind: RequestKind) =>
    place.sandbox.requests().filter((one) => one.kind === kind && one.outcome.state === 'faulted').length;
  expect({ create: countOf('create'), update: countOf('update') }).toEqual({
    create: met.length,
    update: met.length,
  });
  place.sandbox.clearFaults();
}

/**
 * An onboarding whose worker and server are killed with -9 while Commerce creates the customer; the next command
 * completes it.
 */
export async function surviveKills(place: Place & Pick<OwnHome, 'folder'>): Promise<void> {
  const { sandbox, command, folder } = place;
  sandbox.fail({ on: 'create', what: { kind: 'slow', byMs: REQUEST_TIMEOUT_MS * 5 }, count: 1 });
  const made = sandbox.nextCustomer();
  const killed = command(['run', '-', '--json'], JSON.stringify(person('killed')));
  await made;
  const server = await serverPid(folder);
  killed.signal('SIGKILL');
  process.kill(server, 'SIGKILL');
  place.said.stderr += (await killed.ended).stderr;
  sandbox.clearFaults();
  await onboard(place, ['run', '-', '--json', '--give-up-after', '2m'], person('killed'));
}

/** An onboarding that is cancelled before a worker runs. @returns its ID */
export async function cancelBeforeAnyWork({ command, said }: Place): Promise<string> {
  const started = await command(['start', '-'], JSON.stringify(person('cancelled'))).ended;
  const workflowId = started.stdout.trim();
  const cancelled = await command(['cancel', workflowId]).ended;
  said.stderr += started.stderr + cancelled.stderr;
  return workflowId;
}

/** Onboardings that fail, with a worker that is already running. */
export async function failInEveryWay(place: Place): Promise<void> {
  const { sandbox } = place;
  const start = async (tag: string, changed: Partial<OnboardingInput> = {}) =>
    await onboard(place, ['start', '-', '--wait', '--json'], { ...person(tag), ...changed });

  const stranger = person('stranger').customer;
  sandbox.addCustomer({ ...stranger, firstname: `${stranger.firstname} Somebody` });
  await Promise.all([start('stranger'), start('weak', { password: 'weak' })]);

  for (const status of [400, 401]) {
    sandbox.fail({ on: 'create', what: refusal(status) });
    await start(`status-${status}`);
    sandbox.clearFaults();
  }

  inTurn(place, 'create', Array.from({ length: 50 }, () => OUTAGE).flat());
  await Promise.all([start('outage-1'), start('outage-2'), start('outage-3')]);
  sandbox.clearFaults();

  const words = { error: 'invalid_client', error_description: WORDS };
  sandbox.revokeTokens();
  sandbox.fail({ on: 'token', what: { kind: 'status', status: 400, made: false, body: words } });
  await start('credentials');
  sandbox.clearFaults();
}

const OUTAGE: readonly Fault[] = [
  refusal(429),
  refusal(500),
  { kind: 'html', status: 503, made: false },
  { kind: 'reset', made: false },
];

async function onboard({ command, said }: Place, args: string[], input: OnboardingInput): Promise<void> {
  const { stdout, stderr } = await command(args, JSON.stringify(input)).ended;
  for (const { status, recovered, failure } of jsonLines(stdout) as unknown as Ended[]) {
    said.endings.push(failure?.type ?? (recovered ? 'recovered' : status));
    // The failure is the result, printed to standard error.
    said.stderr += failure ? stderr.replace(`${failure.type}: ${failure.message}\n`, '') : stderr;
  }
}

interface Ended {
  readonly status: string;
  readonly recovered?: boolean;
  readonly failure?: { readonly type: string; readonly message: string };
}

function refusal(status: number): Fault {
  return { kind: 'status', status, made: false, body: { message: WORDS } };
}

function withWords(fault: Fault): Fault {
  return fault.kind === 'status' ? { ...fault, body: { message: WORDS } } : fault;
}

function inTurn({ sandbox }: Place, on: RequestKind, faults: readonly Fault[]): void {
  faults.forEach((what, index) => sandbox.fail({ on, what, calls: [index + 1] }));
}
