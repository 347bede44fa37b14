import type { ParseText } from './setting';

/** The address on which a process listens. */
export interface NetworkAddress {
  /** A name, or an IP address without brackets. */
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
}

export const networkAddress: ParseText<NetworkAddress> = (text) => {
  const match = /^(?:\[([0-9a-f:.]+)\]|([\w.-]+)):(\d{1,5})$/i.exec(text);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  if (host === undefined || port > 65_535) {
    return {
      ok: false,
      problem: 'is no address to listen on; write host and port, such as 127.0.0.1:9464 or [::1]:9464',
    };
  }
  return { ok: true, value: { host, port } };
};
