import { join } from 'node:path';
import { tmpdir } from 'node:os';
import pino from 'pino';
import { createAccess } from '../../src/gateway/access/access';
import { createGatewayServer } from '../../src/gateway/server';
import { createTemporalAnswers } from '../../src/gateway/temporalAnswers';
import { keptBySignal } from '../setup/keptBySignal';
import { somebody } from '../setup/people';
import { setStage } from '../setup/stage';
import { ask } from './stage';

test('finished requests leave no listener on the signal that lives as long as the gateway', async () => {
  const { temporal, taskQueue, sandbox } = await setStage({ workers: 0 });
  const closing = new AbortController();
  const server = await createGatewayServer({
    backend: {
      temporal,
      answers: createTemporalAnswers(temporal),
      restEndpoint: sandbox.settings.REST_ENDPOINT,
      taskQueue,
    },
    access: createAccess({ host: '127.0.0.1', keyFile: join(tmpdir(), `no-keys-${process.pid}.json`) }),
    limits: { requestTimeoutMs: 10_000, inFlight: 100, ratePerMinute: 1_000 },
    logger: pino({ level: 'silent' }),
    closing: closing.signal,
  });
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  const statuses = [
    await ask(`${url}/onboardings`, 'GET'),
    await ask(`${url}/onboardings/onboard-x`, 'GET'),
    await ask(`${url}/onboardings`, 'POST', { document: {} }),
    await ask(`${url}/onboardings?wait=10ms`, 'POST', { document: { customer: somebody() } }),
  ].map(({ status }) => status);
  expect(statuses).toEqual([200, 404, 422, 202]);
  expect(keptBySignal(closing.signal)).toEqual([]);
  await server.close();
});
