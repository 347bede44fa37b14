import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Service } from './manifests';
import type { RunningPod } from './runningPod';

/** The port of a Service: it connects callers with pods that its selector finds and that are ready, in turn. */
export class RunningService {
  private readonly sockets = new Set<Socket>();
  private turn = 0;

  private constructor(
    private readonly service: Service,
    private readonly pods: () => readonly RunningPod[],
    private readonly server: Server,
  ) {
    server.on('connection', (caller) => this.serve(caller));
  }

  static async start(
    service: Service,
    address: string,
    pods: () => readonly RunningPod[],
  ): Promise<RunningService> {
    const server = createServer();
    const running = new RunningService(service, pods, server);
    const [{ port }] = service.spec.ports;
    await new Promise<void>((settle, reject) => {
      server.once('error', reject).listen(port, address, settle);
    });
    return running;
  }

  get port(): number {
    return this.service.spec.ports[0].port;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await Promise.race([new Promise((settle) => this.server.close(settle)), sleep(1_000)]);
  }

  private serve(caller: Socket): void {
    const { selector, ports } = this.service.spec;
    const isSelected = ({ labels, isReady }: RunningPod) =>
      isReady && Object.entries(selector).every(([name, value]) => labels[name] === value);
    const found = this.pods().filter(isSelected);
    const pod = found[(this.turn += 1) % Math.max(1, found.length)];
    if (!pod) {
      caller.destroy();
      return;
    }
    const callee = connect(pod.port(ports[0].targetPort), pod.address);
    for (const [one, another] of [
      [caller, callee],
      [callee, caller],
    ] as const) {
      this.sockets.add(one);
      one.pipe(another);
      one.on('error', () => another.destroy()).on('close', () => this.sockets.delete(one));
    }
  }
}
