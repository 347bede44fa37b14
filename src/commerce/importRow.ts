import { setTimeout as sleep } from 'node:timers/promises';
import { FAILURES } from '../contract/failures';
import type { RowOutcome } from '../contract/importing';
import type { Attempt } from './attempt';
import type { CheckedInput } from './checkedInput';
import { createOnce, type Creation, type Evidence } from './createOnce';
import type { CustomerApi } from './customerApi';
import { StepFailure } from './failure';
import { nextTryInMs, type RetrySettings } from './retrying';
import { differencesOfCreation } from './stepDifferences';
import { updateCustomer } from './updateCustomer';

export interface CheckedRow {
  readonly row: number;
  readonly input: CheckedInput;
}

/** What an import needs for its rows. */
export interface ImportRowOptions extends RetrySettings {
  api: CustomerApi;
  evidence: Evidence;
  attempt: Attempt;
  clockToleranceMs: number;
}

/**
 * Onboards one row of an import, tried again as the table of failures says.
 * @throws StepFailure for what is not about this row, and would hinder all others too; the reason of the attempt's signal
 */
export function importRow(row: CheckedRow, options: ImportRowOptions): Promise<RowOutcome> {
  return new RowImport(row, options).run();
}

class RowImport {
  private readonly startedAtMs = performance.now();
  private mayHaveArrived: boolean;
  private creation: Creation | undefined;
  private tries = 0;
  private alike: { readonly type: string; readonly count: number } | undefined;

  constructor(
    private readonly row: CheckedRow,
    private readonly options: ImportRowOptions,
  ) {
    this.mayHaveArrived = options.evidence.earlierPostMayHaveArrived;
  }

  async run(): Promise<RowOutcome> {
    for (;;) {
      try {
        return await this.tryOnce();
      } catch (error) {
        if (!(error instanceof StepFailure) || isOfTheAttempt(error)) throw error;
        const delayMs = this.nextTryInMs(error);
        if (delayMs === undefined) return this.refused(error.hiding(this.row.input.password));
        await sleep(delayMs, undefined, { signal: this.options.attempt.signal });
      }
    }
  }

  private async tryOnce(): Promise<RowOutcome> {
    const { row, input } = this.row;
    const { api, attempt } = this.options;
    const isJustMade = this.creation === undefined;
    const creation = (this.creation ??= await this.create());
    const { customer, origin } = creation;
    const { update } = input;
    const record = isJustMade && origin === 'made' ? 'justMade' : 'mayHaveChanged';
    const updated = update && (await updateCustomer({ api, created: customer, update, attempt, record }));
    const differences = [...differencesOfCreation(creation, input), ...(updated?.differences ?? [])];
    return {
      row,
      outcome: origin === 'adopted' ? 'adopted' : 'made',
      customerId: customer.id,
      ...(differences.length > 0 && { differences }),
    };
  }

  private create(): Promise<Creation> {
    const { api, evidence, attempt, clockToleranceMs } = this.options;
    const earlierPostMayHaveArrived = this.mayHaveArrived;
    // Whatever comes of it, the POST may have arrived from here on.
    this.mayHaveArrived = true;
    return createOnce({
      api,
      input: this.row.input,
      evidence: { ...evidence, earlierPostMayHaveArrived },
      attempt,
      clockToleranceMs,
    });
  }

  private nextTryInMs(failure: StepFailure): number | undefined {
    const { type } = failure;
    this.tries += 1;
    this.alike = { type, count: this.alike?.type === type ? this.alike.count + 1 : 1 };
    const triedForMs = performance.now() - this.startedAtMs;
    return nextTryInMs(failure, { count: this.tries, alike: this.alike.count, triedForMs }, this.options);
  }

  private refused(failure: StepFailure): RowOutcome {
    const { type, message, details } = failure;
    if (!isOfTheRow(failure)) throw failure;
    const customerId = this.creation?.customer.id ?? details.customerId;
    return {
      row: this.row.row,
      outcome: 'refused',
      failure: {
        type,
        message,
        step: details.step ?? (this.creation ? 'updateCustomer' : 'createCustomer'),
        ...(customerId !== undefined && { customerId }),
      },
    };
  }
}

/** Its time is over, another one has its place, or its worker stops: the rows are for the next one. */
function isOfTheAttempt({ type }: StepFailure): boolean {
  return type === 'StepTimedOut';
}

/** The others may fare better: a customer who is gone, and an answer that nobody foresaw, are met by one alone. */
function isOfTheRow({ type }: StepFailure): boolean {
  return (
    FAILURES[type].mendedBy === 'input' ||
    type === 'CustomerNotFound' ||
    type === 'CustomerReplaced' ||
    type === 'UnexpectedResponse'
  );
}
