import type { Customer, CustomerUpdate, Difference } from '../contract/onboarding';
import type { Answer } from './answer';
import type { Attempt } from './attempt';
import type { CheckedUpdate } from './checkedInput';
import { commerceFailure } from './commerceFailure';
import { type CustomerApi, parseCustomer } from './customerApi';
import { differencesBetween } from './differences';
import { storedMarker, withMarker } from './marker';
import { mayAskForWebsite, saysNoSuchCustomer } from './messages';
import { planUpdate, type UpdatePlan } from './planUpdate';
import { unaskedChanges } from './unaskedChanges';
import { customerNotFound, readCustomer } from './readCustomer';
import { Stopwatch } from './stopwatch';

export interface UpdateCustomerOptions {
  api: CustomerApi;
  created: Customer;
  update: CheckedUpdate;
  attempt: Attempt;
  /**
   * `justMade` if this directly follows the POST that made the customer, so that nobody can have changed it;
   * `mayBeUpdated` if an earlier try of this update may have changed it.
   */
  record: 'justMade' | 'mayHaveChanged' | 'mayBeUpdated';
  /** The attribute whose value must stay; undefined if the onboarding has no marker. */
  markerAttribute?: string | undefined;
}

export interface Updated {
  readonly customer: Customer;
  readonly differences: readonly Difference[];
}

/**
 * Changes the customer that was made, and no other record that has its ID now; keeps what the person changed since.
 * Safe to repeat: a PUT is a merge, and sends no mail.
 * @throws StepFailure `CustomerNotFound`, `CustomerReplaced`, or the failure of the answer
 */
export function updateCustomer(options: UpdateCustomerOptions): Promise<Updated> {
  return new CustomerUpdating(options).run();
}

/** A read record is valid for so long: if a PUT waits longer in line, the record is read again before it is sent. */
const RECORD_KNOWN_FOR_MS = 10_000;

class CustomerUpdating {
  constructor(private readonly options: UpdateCustomerOptions) {}

  async run(): Promise<Updated> {
    const { record, created, update } = this.options;
    if (record === 'justMade') {
      const plan: UpdatePlan = { toSend: update, alreadyThere: {}, kept: [] };
      const updated = await this.send(created, plan, new Stopwatch(), RECORD_KNOWN_FOR_MS);
      if (updated) return updated;
    }
    // If the line is slow, each further read is valid for twice as long, so that the loop ends.
    for (let knownForMs = RECORD_KNOWN_FOR_MS; ; knownForMs *= 2) {
      const updated = await this.readAndSend(knownForMs);
      if (updated) return updated;
    }
  }

  private async readAndSend(knownForMs: number): Promise<Updated | undefined> {
    const { created, update } = this.options;
    const read = new Stopwatch();
    const current = await readCustomer(this.options);
    const plan = planUpdate(created, current, update);
    if (Object.keys(plan.toSend).length === 0) {
      return { customer: current, differences: [...plan.kept, ...this.unasked(current, current, update)] };
    }
    return await this.send(current, plan, read, knownForMs);
  }

  /** @returns undefined if the record was read too long ago when the request's turn came, and nothing was sent */
  private async send(
    current: Customer,
    { toSend, alreadyThere, kept }: UpdatePlan,
    read: Stopwatch,
    knownForMs: number,
  ): Promise<Updated | undefined> {
    const attempt = unlessTooOld(this.options.attempt, read, knownForMs);
    try {
      const { customer, sent } = await this.put(current, toSend, attempt);
      const update = { ...this.options.update, ...sent };
      const unasked = this.unasked(current, customer, update);
      const asked = differencesBetween('updated', { ...alreadyThere, ...sent }, customer);
      return { customer, differences: [...asked, ...kept, ...unasked] };
    } catch (error) {
      if (error instanceof RecordTooOld) return undefined;
      throw error;
    }
  }

  /**
   * What the update changed without naming it. If an earlier try may have done so, the result is compared with the
   * customer as it was made, and only losses count: the person may have changed the rest.
   */
  private unasked(current: Customer, updated: Customer, update: CustomerUpdate): readonly Difference[] {
    const { record, created } = this.options;
    if (record !== 'mayBeUpdated') return unaskedChanges({ before: current, after: updated, update });
    return unaskedChanges({ before: created, after: updated, update }).filter(isLoss);
  }

  private async put(
    current: Customer,
    fields: CustomerUpdate,
    attempt: Attempt,
  ): Promise<{ customer: Customer; sent: CustomerUpdate }> {
    const { api } = this.options;
    const { id, website_id: websiteId } = current;
    const sent: CustomerUpdate = { ...requiredFields(current), ...this.keepingMarker(fields, current) };
    const { answer } = await api.update(id, sent, attempt);
    if (!isRefusedForWebsite(answer, sent) || typeof websiteId !== 'number') {
      return { customer: updatedCustomer(answer, id), sent };
    }
    const withWebsite = { ...sent, website_id: websiteId };
    const { answer: second } = await api.update(id, withWebsite, attempt);
    return { customer: updatedCustomer(second, id), sent: withWebsite };
  }

  /** Commerce may take a list of custom attributes for all that the customer has. */
  private keepingMarker(fields: CustomerUpdate, current: Customer): CustomerUpdate {
    const { markerAttribute: attribute } = this.options;
    if (attribute === undefined || fields['custom_attributes'] === undefined) return fields;
    const value = storedMarker(current, attribute);
    return value === undefined ? fields : withMarker(fields, { attribute, value });
  }
}

function isLoss({ stored }: Difference): boolean {
  return stored === null || stored === '' || (Array.isArray(stored) && stored.length === 0);
}

class RecordTooOld extends Error {}

/** Each write checks its attempt right before it is sent, after its wait in line. */
function unlessTooOld(attempt: Attempt, read: Stopwatch, knownForMs: number): Attempt {
  return {
    ...attempt,
    assertCurrent: () => {
      if (read.elapsedMs() > knownForMs) throw new RecordTooOld();
      return attempt.assertCurrent();
    },
  };
}

function isRefusedForWebsite(answer: Answer, sent: CustomerUpdate): boolean {
  if (answer.kind === 'unanswered' || answer.status !== 400 || sent.website_id !== undefined) return false;
  return mayAskForWebsite(answer.json);
}

function updatedCustomer(answer: Answer, id: number): Customer {
  if (answer.kind === 'answered') {
    const customer = answer.status >= 200 && answer.status < 300 ? parseCustomer(answer.json) : undefined;
    if (customer?.id === id) return customer;
    if (answer.status === 404 && saysNoSuchCustomer(answer.json)) throw customerNotFound(id);
  }
  throw commerceFailure(answer);
}

/** The fields without which Commerce refuses an update. */
function requiredFields({ email, firstname, lastname }: Customer): CustomerUpdate {
  return {
    email,
    ...(typeof firstname === 'string' && { firstname }),
    ...(typeof lastname === 'string' && { lastname }),
  };
}
