import { setTimeout as sleep } from 'node:timers/promises';
import { type GivenNames, givenNames } from '../contract/givenNames';
import type { Customer } from '../contract/onboarding';
import type { Answer } from './answer';
import type { Attempt } from './attempt';
import type { CheckedInput } from './checkedInput';
import { commerceFailure, isRefusal } from './commerceFailure';
import { type CustomerApi, parseCustomer, type Reply } from './customerApi';
import { StepFailure } from './failure';
import { hasOneOf, isSameAddress } from './identity';
import { type Found, isFound, type Look, LookUp } from './lookUp';
import { messageOf, saysDuplicate, saysOtherRefusal } from './messages';
import { withMarker } from './marker';
import { type Evidence, type OnboardingRun, runThatMade, shownByMarker } from './ownership';
import { Stopwatch } from './stopwatch';

export type { Evidence, OnboardingRun } from './ownership';

export interface CreateOnceOptions {
  api: CustomerApi;
  input: CheckedInput;
  evidence: Evidence;
  attempt: Attempt;
  /** The most by which Commerce's clock and ours may drift apart during one onboarding. */
  clockToleranceMs: number;
}

export interface Creation {
  readonly customer: Customer;
  readonly origin: Origin;
  /** The names that the POST sent, if the person has other ones now. */
  readonly sentNames?: GivenNames | undefined;
}

/**
 * Who made the customer: this try (`made`); an earlier try of this onboarding whose answer was lost (`recovered`); or
 * somebody else, and `onExisting: "adopt"` took it over (`adopted`).
 */
export type Origin = 'made' | 'recovered' | 'adopted';

/**
 * Makes the customer at most once for an address on a website, however often one onboarding calls it. Commerce has no
 * idempotency key, but it refuses a second customer with the same address and then sends no mail. If a customer
 * exists, the evidence decides whether this onboarding made it.
 * @throws StepFailure `CustomerAlreadyExists` if somebody else made it; otherwise the failure of the answer
 */
export function createOnce(options: CreateOnceOptions): Promise<Creation> {
  return new CreateOnce(options).run();
}

const LOOK_AGAIN_FOR_MS = 5_000;
const LOOK_AGAIN_EVERY_MS = 500;
const UNKNOWN_WORDS_TRIES = 5;
const UNKNOWN_WORDS_LOOKS = 2;
/** Commerce gives both times in whole seconds. */
const SECONDS_RESOLUTION_MS = 2_000;

class CreateOnce {
  private mayHaveArrived: boolean;
  private readonly lookUp: LookUp;
  /** Started when the POST was answered. */
  private answered = new Stopwatch();

  constructor(private readonly options: CreateOnceOptions) {
    this.mayHaveArrived = options.evidence.earlierPostMayHaveArrived;
    const { input, evidence } = options;
    this.lookUp = new LookUp({ ...options, customer: input.customer, marker: evidence.marker });
  }

  async run(): Promise<Creation> {
    if (this.mayHaveArrived || this.options.evidence.followsAnotherRun) {
      const found = await this.lookUp.look();
      if (isFound(found) && found.sameAddress) return await this.takeOver(found);
    }
    const { answer, sentBefore } = await this.post();
    this.answered = new Stopwatch();
    this.mayHaveArrived ||= sentBefore;
    const made = this.madeCustomer(answer);
    if (made) return this.made(made);
    if (!mayMeanDuplicate(answer)) throw commerceFailure(answer);
    const found = await this.lookForDuplicate(answer);
    if (!sentBefore && (await this.isLeftBehind(found, answer))) throw refusedButStored(answer, found);
    return await this.takeOver(found);
  }

  private post(): Promise<Reply> {
    const { api, input, attempt, evidence } = this.options;
    const { password } = input;
    const customer = withMarker(input.customer, evidence.marker);
    return api.create({ customer, ...(password !== undefined && { password }) }, attempt);
  }

  private made(customer: Customer): Creation {
    const { api, evidence } = this.options;
    if (evidence.marker) api.droppedMarkers.learn(evidence.marker, customer);
    return { customer, origin: 'made' };
  }

  private madeCustomer(answer: Answer): Customer | undefined {
    if (answer.kind === 'unanswered' || answer.status < 200 || answer.status > 299) return undefined;
    const customer = parseCustomer(answer.json);
    return customer && isSameAddress(customer.email, this.options.input.customer.email)
      ? customer
      : undefined;
  }

  /** The customer exists: did an earlier POST of this onboarding make it? */
  private async takeOver(found: Found): Promise<Creation> {
    const { customer } = found;
    if (found.sameAddress) {
      const run = await this.runThatMade(found);
      if (run) return { customer, origin: 'recovered', ...renaming(run.names, customer) };
      if (this.options.input.onExisting === 'adopt') return { customer, origin: 'adopted' };
    }
    const whose = found.sameAddress
      ? 'a customer of this address was there before'
      : 'Commerce takes the address of another customer for the same, accents aside';
    throw new StepFailure('CustomerAlreadyExists', `${whose}: ID ${customer.id}`, {
      details: { customerId: customer.id },
    });
  }

  private async runThatMade(found: Found): Promise<OnboardingRun | undefined> {
    return await runThatMade(found, { ...this.options, earlierPostMayHaveArrived: this.mayHaveArrived });
  }

  /**
   * Commerce can refuse a POST and still keep its row. If the refusal is not known to mean a duplicate, a row that is no
   * older than the POST is such a row if it has the marker; without markers, if it has the names. Its age is measured
   * by Commerce's clock at the answer.
   */
  private async isLeftBehind(found: Found, answer: Answer): Promise<boolean> {
    if (answer.kind === 'unanswered' || saysDuplicate(messageOf(answer.json) ?? '')) return false;
    const { customer, sameAddress, ageMs, seen } = found;
    if (!sameAddress || ageMs === undefined || answer.tookMs === undefined) return false;
    const sinceLookMs = seen.elapsedMs();
    const sincePostMs = answer.tookMs + this.answered.elapsedMs();
    if (ageMs > sincePostMs - sinceLookMs + SECONDS_RESOLUTION_MS) return false;
    const shown = await shownByMarker(found, this.options);
    if (shown !== 'nothing') return shown === 'ours';
    return hasOneOf(givenNames({ customer: this.options.input.customer }), customer);
  }

  /**
   * After a duplicate's refusal the customer exists, but a search may not find it at once. Other refusals may mean a
   * duplicate too, so they get a second look in case a replica lags behind.
   */
  private async lookForDuplicate(answer: Answer): Promise<Found> {
    const { attempt } = this.options;
    const isDuplicate = answer.kind === 'answered' && saysDuplicate(messageOf(answer.json) ?? '');
    const looking = new Stopwatch();
    for (let looks = 1; ; looks += 1) {
      const look = await this.lookUp.look().catch(asUnavailable);
      if (isFound(look)) return look;
      if (look === 'several') throw existsOnSeveralWebsites();
      const isEnough =
        isDuplicate || look ? looking.elapsedMs() >= LOOK_AGAIN_FOR_MS : looks >= UNKNOWN_WORDS_LOOKS;
      if (isEnough || attempt.remainingMs() <= LOOK_AGAIN_EVERY_MS) {
        if (look) throw look;
        return await this.lookElsewhere(answer);
      }
      await sleep(LOOK_AGAIN_EVERY_MS, undefined, { signal: attempt.signal });
    }
  }

  /** Websites can share accounts: the only customer with the address may belong to another website. */
  private async lookElsewhere(answer: Answer): Promise<Found> {
    const words = answer.kind === 'answered' ? (messageOf(answer.json) ?? '') : '';
    const look = await this.lookOnOtherWebsites(words);
    if (isFound(look)) return look;
    if (saysDuplicate(words)) {
      throw new StepFailure(
        'CommerceUnavailable',
        'Commerce says that the customer exists, but does not find it',
      );
    }
    // After an earlier POST the refusal may still mean a duplicate that no look has found.
    throw this.mayHaveArrived
      ? new StepFailure('CustomerRejected', words, { tries: UNKNOWN_WORDS_TRIES })
      : commerceFailure(answer);
  }

  /**
   * Unless websites share accounts, the same person on two websites is two customers. If the refusal is not known to
   * mean a duplicate, a customer of another website counts only if the caller wants to adopt it and Commerce refuses
   * a certain duplicate with the same words.
   */
  private async lookOnOtherWebsites(words: string): Promise<Look> {
    const { input } = this.options;
    if (input.customer.website_id === undefined) return undefined;
    if (saysDuplicate(words)) return await this.lookUp.onAllWebsites();
    if (input.onExisting !== 'adopt') return undefined;
    const look = await this.lookUp.onAllWebsites();
    return isFound(look) && look.sameAddress && (await this.wordsOfDuplicate(look)) === words
      ? look
      : undefined;
  }

  /**
   * Commerce's words for a certain duplicate: a second customer with the same address and website. Commerce checks
   * for a duplicate before it checks the names, which are empty, so this makes no customer even if the first one is
   * deleted meanwhile.
   */
  private async wordsOfDuplicate({ customer }: Found): Promise<string | undefined> {
    const { api, attempt } = this.options;
    const websiteId = Number(customer['website_id']);
    const probe = { email: customer.email, firstname: '', lastname: '', website_id: websiteId };
    const { answer } = await api.create({ customer: probe }, attempt);
    return answer.kind === 'answered' && answer.status === 400 ? messageOf(answer.json) : undefined;
  }
}

/** Any refusal that is not known to mean something else: a shop may use another language. */
function mayMeanDuplicate(answer: Answer): boolean {
  if (answer.kind === 'unanswered' || answer.status !== 400 || !isRefusal(answer)) return false;
  return !saysOtherRefusal(messageOf(answer.json) ?? '');
}

/** A marker shows who made a customer, whatever its names are now. */
function renaming(names: readonly GivenNames[], customer: Customer): Pick<Creation, 'sentNames'> {
  const [sentNames] = names;
  return sentNames && !hasOneOf(names, customer) ? { sentNames } : {};
}

function refusedButStored(answer: Answer, { customer }: Found): StepFailure {
  return commerceFailure(answer).with({ customerId: customer.id });
}

function existsOnSeveralWebsites(): StepFailure {
  return new StepFailure(
    'CustomerAlreadyExists',
    'customers of this address are on several websites; say with website_id which one is meant',
  );
}

/** A look that Commerce did not answer is repeated; any other failure ends this attempt. */
function asUnavailable(error: unknown): StepFailure {
  if (error instanceof StepFailure && error.type === 'CommerceUnavailable') return error;
  throw error;
}
