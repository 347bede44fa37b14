import type { FailureType } from '../../../src/contract/failures';
import { WORKFLOW_TYPE } from '../../../src/contract/names';
import type { OnboardingInput } from '../../../src/contract/onboarding';
import { onboardingWorkflowId } from '../../../src/contract/parse/workflowId';
import type { Fault, RequestKind } from '../../../src/sandbox';
import { outcomeOf } from '../../../src/onboardings/outcome';
import type { Correction } from '../../../src/onboardings/retry/correctedInput';
import { retryOnboarding } from '../../../src/onboardings/retry/retryOnboarding';
import type { OnboardCustomer } from '../../../src/onboardings/startOnboarding';
import { somebody } from '../../setup/people';
import { setStage, type Stage } from '../../setup/stage';

jest.setTimeout(30_000);

/** How to make an onboarding fail with a type, and how to fix the cause. */
interface Case {
  /** Starts it. @returns the workflow ID */
  fail(stage: Stage): Promise<string>;
  readonly correction?: Correction;
  readonly adopted?: true;
  readonly recovered?: true;
}

const CASES: Readonly<Record<FailureType, Case>> = {
  InvalidInput: {
    fail: async (stage) => await startInPlainJson(stage, { customer: somebody({ firstname: '  ' }) }),
    correction: { document: { customer: { firstname: 'John' } } },
  },
  InvalidConfiguration: answering('token', status(400, { error: 'invalid_scope' })),
  InvalidCredentials: answering('token', status(400, { error: 'invalid_client' })),
  AccessDenied: answering('create', status(403)),
  CustomerAlreadyExists: {
    fail: async (stage) => {
      const input = welcomed();
      stage.sandbox.addCustomer({ ...input.customer, firstname: 'Jane' });
      return (await stage.start(input)).workflowId;
    },
    correction: { adopt: true },
    adopted: true,
  },
  CustomerRejected: {
    fail: async (stage) => (await stage.start({ ...welcomed(), password: 'short' })).workflowId,
    correction: { document: { password: 'TempPa55word!' } },
  },
  CustomerNotFound: {
    ...answering(
      'update',
      status(404, {
        message: 'No such entity with %fieldName = %fieldValue',
        parameters: { fieldName: 'customerId', fieldValue: 1 },
      }),
    ),
    recovered: true,
  },
  CustomerReplaced: {
    fail: async (stage) => {
      const another = { id: 1, ...somebody(), created_at: '2020-01-01 00:00:00' };
      stage.sandbox.fail({ on: 'update', what: status(503), count: 1 });
      stage.sandbox.fail({ on: 'read', what: status(200, another) });
      return (await stage.start(welcomed())).workflowId;
    },
    recovered: true,
  },
  EndpointNotFound: answering('create', status(404)),
  UnexpectedResponse: answering('create', { kind: 'html', status: 200, made: false }),
  RateLimited: answering('create', status(429)),
  CommerceUnavailable: answering('create', status(503)),
  ImsUnavailable: answering('token', status(503)),
  StepTimedOut: {
    fail: async (stage) => {
      stage.sandbox.fail({ on: 'create', what: { kind: 'lose', made: true } });
      const worker = await stage.addWorker({
        settings: { giveUpAfterMs: 0 },
        worker: { shutdownGraceMs: 0 },
      });
      const made = stage.sandbox.nextCustomer();
      const { workflowId } = await stage.start(welcomed());
      await made;
      await worker.stop();
      return workflowId;
    },
    recovered: true,
  },
};

test.each(Object.entries(CASES))(
  '%s: fixed and retried, it ends with one customer and one mail',
  async (type, { fail, correction = {}, adopted = false, recovered = false }) => {
    const isOfTimedOutWorker = type === 'StepTimedOut';
    const stage = await setStage({ workers: isOfTimedOutWorker ? 0 : 1, settings: { giveUpAfterMs: 500 } });
    const workflowId = await fail(stage);
    if (isOfTimedOutWorker) await stage.addWorker({ settings: { giveUpAfterMs: 0 } });
    const failed = stage.temporal.client.workflow.getHandle<OnboardCustomer>(workflowId);
    expect(await outcomeOf(failed)).toMatchObject({ status: 'failed', failure: { type } });
    stage.sandbox.clearFaults();

    const { REST_ENDPOINT: restEndpoint } = stage.sandbox.settings;
    const retry = await retryOnboarding(stage.temporal.client, { workflowId, restEndpoint, correction });
    if (retry.kind !== 'started') throw new Error(`it was not retried: ${JSON.stringify(retry)}`);
    expect(await outcomeOf(retry.handle)).toMatchObject({
      status: 'done',
      result: { customerId: 1, adopted, recovered },
    });
    expect(stage.sandbox.customers()).toHaveLength(1);
    expect(stage.sandbox.mails()).toHaveLength(1);
  },
);

function welcomed(): OnboardingInput {
  return { customer: somebody(), password: 'TempPa55word!', update: { lastname: 'Doe-Updated' } };
}

function answering(on: RequestKind, what: Fault): Case {
  return {
    fail: async (stage) => {
      stage.sandbox.fail({ on, what });
      return (await stage.start(welcomed())).workflowId;
    },
  };
}

function status(code: number, body?: unknown): Fault {
  return { kind: 'status', status: code, made: false, ...(body !== undefined && { body }) };
}

/** Starts it as a caller in another language does. */
async function startInPlainJson(stage: Stage, input: OnboardingInput): Promise<string> {
  const { email, website_id: websiteId } = input.customer;
  const { REST_ENDPOINT: restEndpoint } = stage.sandbox.settings;
  const workflowId = onboardingWorkflowId({ restEndpoint, websiteId, email });
  await stage.temporal.client.workflow.start(WORKFLOW_TYPE, {
    taskQueue: stage.taskQueue,
    workflowId,
    args: [input],
  });
  return workflowId;
}
