import { runSteps, type StepName } from '../contract/steps';
import type { RowOutcome } from '../contract/importing';
import type { Difference } from '../contract/onboarding';
import type { Attempt } from './attempt';
import type { CheckedInput, CheckedUpdate } from './checkedInput';
import { createOnce, type Creation, type Evidence } from './createOnce';
import type { CustomerApi } from './customerApi';
import type { StepFailure } from './failure';
import { differencesOfCreation } from './stepDifferences';
import { type Updated, updateCustomer } from './updateCustomer';

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

type CreatedRow = Creation & { readonly differences: readonly Difference[] };

/** Onboards one row of an import, one try at a time. */
export class RowImport {
  private mayHaveArrived: boolean;
  private step: StepName = 'getToken';
  private creation: CreatedRow | undefined;
  private updateMayHaveArrived = false;

  constructor(
    private readonly row: CheckedRow,
    private readonly options: ImportRowOptions,
  ) {
    this.mayHaveArrived = options.evidence.earlierPostMayHaveArrived;
  }

  /** @throws StepFailure; the reason of the attempt's signal */
  async tryOnce(): Promise<RowOutcome> {
    const { row, input } = this.row;
    const { createCustomer: created, differences } = await runSteps(input, {
      begin: (step) => {
        this.step = step;
      },
      // Each request gets the token itself.
      getToken: () => Promise.resolve(),
      createCustomer: async () => (this.creation ??= await this.create()),
      updateCustomer: (creation, update) => this.update(creation, update),
    });
    const { customer, origin } = created;
    return {
      row,
      outcome: origin === 'adopted' ? 'adopted' : 'made',
      customerId: customer.id,
      ...(differences.length > 0 && { differences }),
    };
  }

  private async create(): Promise<CreatedRow> {
    const { api, evidence, attempt, whileUnsent, clockToleranceMs } = this.options;
    const onCreateSent = () => {
      this.mayHaveArrived = true;
    };
    const { input } = this.row;
    const creation = await createOnce({
      api,
      input,
      evidence: { ...evidence, earlierPostMayHaveArrived: this.mayHaveArrived },
      attempt: { ...attempt, whileUnsent, onCreateSent },
      clockToleranceMs,
    });
    return { ...creation, differences: differencesOfCreation(creation, input, evidence.marker?.attribute) };
  }

  private update({ customer, origin, sentNames }: CreatedRow, update: CheckedUpdate): Promise<Updated> {
    const { api, attempt, evidence } = this.options;
    const recordAtFirst = origin === 'made' ? 'justMade' : 'mayHaveChanged';
    const record = this.updateMayHaveArrived ? 'mayBeUpdated' : recordAtFirst;
    this.updateMayHaveArrived = true;
    const markerAttribute = evidence.marker?.attribute;
    const created = { ...customer, ...sentNames };
    return updateCustomer({ api, created, update, attempt, record, markerAttribute });
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
        step: details.step ?? this.step,
        ...(customerId !== undefined && { customerId }),
      },
    };
  }
}
