import type { RowOutcome } from '../contract/importing';
import type { Attempt } from './attempt';
import type { CheckedInput } from './checkedInput';
import { createOnce, type Creation, type Evidence } from './createOnce';
import type { CustomerApi } from './customerApi';
import type { StepFailure } from './failure';
import { differencesOfCreation } from './stepDifferences';
import { updateCustomer } from './updateCustomer';

export interface CheckedRow {
  readonly row: number;
  readonly input: CheckedInput;
}

/** What an import needs to onboard its rows. */
export interface ImportRowOptions {
  api: CustomerApi;
  evidence: Evidence;
  attempt: Attempt;
  /** Aborted when customers that are not sent yet must not be sent. */
  whileUnsent: AbortSignal;
  clockToleranceMs: number;
}

/** Onboards one row of an import, one try at a time. */
export class RowImport {
  private mayHaveArrived: boolean;
  private creation: Creation | undefined;

  constructor(
    private readonly row: CheckedRow,
    private readonly options: ImportRowOptions,
  ) {
    this.mayHaveArrived = options.evidence.earlierPostMayHaveArrived;
  }

  /** @throws StepFailure; the reason of the attempt's signal */
  async tryOnce(): Promise<RowOutcome> {
    const { row, input } = this.row;
    const { api, attempt } = this.options;
    const isFirstUpdate = this.creation === undefined;
    const creation = (this.creation ??= await this.create());
    const { customer, origin } = creation;
    const { update } = input;
    const recordAtFirst = origin === 'made' ? 'justMade' : 'mayHaveChanged';
    const record = isFirstUpdate ? recordAtFirst : 'mayBeUpdated';
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
    const { api, evidence, attempt, whileUnsent, clockToleranceMs } = this.options;
    const onCreateSent = () => {
      this.mayHaveArrived = true;
    };
    return createOnce({
      api,
      input: this.row.input,
      evidence: { ...evidence, earlierPostMayHaveArrived: this.mayHaveArrived },
      attempt: { ...attempt, whileUnsent, onCreateSent },
      clockToleranceMs,
    });
  }

  /** The outcome if the last failure concerns only this row. */
  refusedWith(failure: StepFailure): RowOutcome {
    const { type, message, details } = failure.hiding(this.row.input.password);
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
