import { once } from 'node:events';
import { connect } from 'node:net';
import { setGatewayStage } from './stage';

test('a connection that never sends anything does not keep the gateway from closing', async () => {
  const { gateway } = await setGatewayStage({ workers: 0 });
  const { hostname, port } = new URL(gateway.url);
  const silent = connect(Number(port), hostname);
  await once(silent, 'connect');
  // The response shows that the gateway accepted the connection above before this one.
  await (await fetch(`${gateway.url}/healthz`)).text();
  const ended = once(silent, 'close');
  await gateway.close();
  await ended;
});
