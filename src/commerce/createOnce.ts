import { setTimeout as sleep } from 'node:timers/promises';
import type { Customer, OnboardingInput } from '../contract/onboarding';
import type { Answer } from './answer';
import type { Attempt } from './attempt';
import { commerceFailure, isRefusal } from './commerceFailure';
import { type CustomerApi, parseCustomer, type Reply } from './customerApi';
import { StepFailure } from './failure';
import { isSameAddress } from './identity';
import { type Found, isFound, LookUp } from './lookUp';
import { messageOf, saysDuplicate, saysOtherRefusal } from './messages';
import { type Evidence, isOurs } from './ownership';

export type { Evidence } from './ownership';

export interface CreateOnceOptions {
  api: CustomerApi;
  input: OnboardingInput;
  evidence: Evidence;
  attempt: Attempt;
  /** How far Commerce's clock and ours may drift apart within one onboarding. */
  clockToleranceMs: number;
}

export interface Creation {
  readonly customer: Customer;
  /** The customer was there already. */
  readonly adopted: boolean;
}

/**
 * Makes the customer, at most once for an address on a website, however often and wherever it is called for one
 * onboarding. Commerce has no idempotency key, but refuses a second customer of an address and mails nobody then:
 * so whoever is found is told by the evidence for ours or for a stranger's.
 * @throws StepFailure `CustomerAlreadyExists` for a stranger's; the failure of the answer otherwise
 */
export function createOnce(options: CreateOnceOptions): Promise<Creation> {
  return new CreateOnce(options).run();
}

const LOOK_AGAIN_FOR_MS = 5_000;
const LOOK_AGAIN_EVERY_MS = 500;
const UNKNOWN_WORDS_TRIES = 5;

class CreateOnce {
  private mayHaveArrived: boolean;
  private readonly lookUp: LookUp;

  constructor(private readonly options: CreateOnceOptions) {
    this.mayHaveArrived = options.evidence.earlierPostMayHaveArrived;
    this.lookUp = new LookUp({ ...options, customer: options.input.customer });
  }

  async run(): Promise<Creation> {
    if (this.mayHaveArrived) {
      const found = await this.lookUp.look();
      if (isFound(found) && found.sameAddress) return await this.adopt(found);
    }
    const { answer, sentBefore } = await this.post();
    this.mayHaveArrived ||= sentBefore;
    const made = this.madeCustomer(answer);
    if (made) return { customer: made, adopted: false };
    if (!mayMeanDuplicate(answer)) throw commerceFailure(answer);
    return await this.adopt(await this.lookForDuplicate(answer));
  }

  private post(): Promise<Reply> {
    const { api, input, attempt } = this.options;
    const { customer, password } = input;
    return api.create({ customer, ...(password !== undefined && { password }) }, attempt);
  }

  private madeCustomer(answer: Answer): Customer | undefined {
    if (answer.kind === 'unanswered' || answer.status < 200 || answer.status > 299) return undefined;
    const customer = parseCustomer(answer.json);
    return customer && isSameAddress(customer.email, this.options.input.customer.email)
      ? customer
      : undefined;
  }

  /** The customer is there: is it the one that an earlier POST of this onboarding made? */
  private async adopt(found: Found): Promise<Creation> {
    const { customer } = found;
    if (found.sameAddress && (this.options.input.onExisting === 'adopt' || (await this.isOurs(found)))) {
      return { customer, adopted: true };
    }
    const whose = found.sameAddress
      ? 'a customer of this address was there before'
      : 'Commerce takes the address of another customer for the same, accents aside';
    throw new StepFailure('CustomerAlreadyExists', `${whose}: ID ${customer.id}`, {
      details: { customerId: customer.id },
    });
  }

  private async isOurs(found: Found): Promise<boolean> {
    return await isOurs(found, { ...this.options, earlierPostMayHaveArrived: this.mayHaveArrived });
  }

  /** Refused as a duplicate, or in words that are not known: whoever is there must be found, if not at once. */
  private async lookForDuplicate(answer: Answer): Promise<Found> {
    const { attempt } = this.options;
    const until = performance.now() + LOOK_AGAIN_FOR_MS;
    for (;;) {
      const look = await this.lookUp.look().catch(asUnavailable);
      if (isFound(look)) return look;
      if (look === 'several') throw existsOnSeveralWebsites();
      if (performance.now() >= until || attempt.remainingMs() <= LOOK_AGAIN_EVERY_MS) {
        if (look) throw look;
        return await this.lookElsewhere(answer);
      }
      await sleep(LOOK_AGAIN_EVERY_MS, undefined, { signal: attempt.signal });
    }
  }

  /**
   * Accounts can be shared between websites: the one customer of the address may be another website's. Words that
   * are not known to mean a duplicate do not say so: the same person on two websites is two customers.
   */
  private async lookElsewhere(answer: Answer): Promise<Found> {
    const words = answer.kind === 'answered' ? (messageOf(answer.json) ?? '') : '';
    if (!saysDuplicate(words)) {
      // After an earlier POST it may still be the duplicate, found by none of the looks.
      throw this.mayHaveArrived
        ? new StepFailure('CustomerRejected', words, { tries: UNKNOWN_WORDS_TRIES })
        : commerceFailure(answer);
    }
    const look =
      this.options.input.customer.website_id === undefined ? undefined : await this.lookUp.onAllWebsites();
    if (isFound(look)) return look;
    throw new StepFailure(
      'CommerceUnavailable',
      'Commerce says that the customer exists, but does not find it',
    );
  }
}

/** A refusal that is not known to be another one: a shop may speak another language. */
function mayMeanDuplicate(answer: Answer): boolean {
  if (answer.kind === 'unanswered' || answer.status !== 400 || !isRefusal(answer)) return false;
  return !saysOtherRefusal(messageOf(answer.json) ?? '');
}

function existsOnSeveralWebsites(): StepFailure {
  return new StepFailure(
    'CustomerAlreadyExists',
    'customers of this address are on several websites; say with website_id which one is meant',
  );
}

/** A look that Commerce did not answer is done again; any other failure of it is one of this attempt. */
function asUnavailable(error: unknown): StepFailure {
  if (error instanceof StepFailure && error.type === 'CommerceUnavailable') return error;
  throw error;
}
