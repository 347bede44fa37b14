import { setDeploymentStage } from '../temporal/deployment/deploymentStage';
import { setEventStage } from './eventStage';
import { endpointAt, startReceiver } from './receiver';

jest.setTimeout(120_000);

test.each(['pinned', 'auto-upgrade'] as const)(
  'workers of a build (%s) hand events to the queues of endpoints, which have no builds',
  async (versioning) => {
    const receiver = await startReceiver();
    const stage = await setDeploymentStage(() => setEventStage([endpointAt(receiver)], { workers: 0 }));
    await stage.deploy('v1', { versioning });
    await stage.makeCurrent('v1');
    const [onboarding] = await stage.startSome(1);
    await onboarding?.result();
    const [first] = await receiver.until(1);
    expect(first?.event.subject).toBe(onboarding?.workflowId);
  },
);
