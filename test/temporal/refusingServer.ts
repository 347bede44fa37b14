import { connect, createServer, type IncomingHttpHeaders, type ServerHttp2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';

const open: (() => void)[] = [];

afterEach(() => {
  for (const close of open.splice(0)) close();
});

/**
 * The suite's server for a client with fewer rights: the named methods fail with this gRPC status code, and the server
 * answers the others. Closes when the test ends.
 * @returns its address
 */
export async function refusingServer(refused: Readonly<Record<string, number>>): Promise<string> {
  const server = createServer();
  const behind = connect(`http://${process.env['TEST_TEMPORAL_ADDRESS'] ?? ''}`);
  const sessions = new Set<ServerHttp2Session>();
  server.on('session', (session) => sessions.add(session));
  server.on('stream', (stream, headers) => {
    stream.on('error', () => undefined);
    const code = refused[String(headers[':path']).split('/').pop() ?? ''];
    if (code !== undefined) {
      const status = { 'grpc-status': String(code), 'grpc-message': 'not for you' };
      stream.respond({ ':status': 200, 'content-type': 'application/grpc', ...status }, { endStream: true });
      return;
    }
    const asked = behind.request({ ...headers, ':authority': process.env['TEST_TEMPORAL_ADDRESS'] });
    asked.on('error', () => stream.close());
    let trailers: IncomingHttpHeaders = {};
    asked.on('trailers', (received: IncomingHttpHeaders) => (trailers = received));
    asked.on('response', (answer) => {
      stream.respond(answer, { waitForTrailers: true });
      stream.once('wantTrailers', () => stream.sendTrailers(trailers));
      asked.pipe(stream);
    });
    stream.pipe(asked);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  open.push(() => {
    server.close();
    for (const session of sessions) session.destroy();
    behind.destroy();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}
