import type { temporal } from '@temporalio/proto';
import type { WorkflowHandle } from '@temporalio/client';
import { FAILURES } from '../../src/contract/failures';
import { somebody } from '../setup/people';
import { setStage } from '../setup/stage';

/** As the Temporal UI asks for them. */
async function currentDetails(handle: Pick<WorkflowHandle, 'query'>): Promise<string> {
  const metadata = await handle.query<temporal.api.sdk.v1.IWorkflowMetadata>('__temporal_workflow_metadata');
  return metadata.currentDetails ?? '';
}

test('the current details of a failed onboarding say at which step, with what words, and what to do', async () => {
  const stage = await setStage();
  const handle = await stage.start({ customer: somebody(), password: 'short' });
  await expect(handle.result()).rejects.toThrow();
  const details = await currentDetails(handle);
  expect(details).toMatch(/^\*\*Failed at createCustomer: CustomerRejected\.\*\*/);
  expect(details).toMatch(/^> The password needs at least 8 characters/m);
  expect(details).toContain(`**What to do:** ${FAILURES.CustomerRejected.whatToDo}`);
  expect(details).toContain(`onboard retry ${handle.workflowId}`);
});

test('the current details of one that runs say which step is under way, and of a done one whom it made', async () => {
  const stage = await setStage();
  stage.sandbox.fail({ on: 'update', what: { kind: 'status', status: 503, made: false } });
  const trying = stage.sandbox.nextRequest('update');
  const handle = await stage.start({ customer: somebody(), update: { lastname: 'Roe' } });
  await trying;
  expect(await currentDetails(handle)).toMatch(/^The customer is made; the update is applied\. /);
  stage.sandbox.clearFaults();
  await handle.result();
  expect(await currentDetails(handle)).toBe('Done: customer 1.');
});

describe('what the UI shows beside an onboarding and its steps', () => {
  test('is encrypted in the history, and holds nothing of the person when it is decoded', async () => {
    const stage = await setStage();
    const customer = somebody({ firstname: 'Jane-Marie', lastname: 'Roe-Smith' });
    const handle = await stage.start({ customer, password: 'TempPa55word!' });
    await handle.result();
    const { events } = await handle.fetchHistory();
    const metadata = (events ?? []).flatMap(({ userMetadata }) => (userMetadata ? [userMetadata] : []));
    const payloads = metadata.flatMap(({ summary, details }) =>
      [summary, details].flatMap((one) => (one ? [one] : [])),
    );
    const encodings = payloads.map((one) => Buffer.from(one.metadata?.['encoding'] ?? []).toString());
    expect(encodings).toEqual(encodings.map(() => 'binary/encrypted'));
    // The onboarding's summary and details, and a summary for each of its two steps.
    expect(encodings).toHaveLength(4);

    const description = await handle.describe();
    const shown = [await description.staticSummary(), await description.staticDetails()].join('\n');
    expect(shown).toMatch(/^a customer on website 1, without an update\n/);
    expect(shown).toContain(`onboard retry ${handle.workflowId}`);
    for (const personal of [customer.email, 'Jane-Marie', 'Roe-Smith', 'TempPa55word!']) {
      expect(shown).not.toContain(personal);
    }
  });
});
