/** Where the servers are that contenders work with. */
export interface Addresses {
  /** `host:port` of Temporal as this project starts it, and of `start-dev` as it comes. */
  readonly temporal: string;
  readonly temporalAsItComes: string;
  readonly redis: string;
  readonly postgres: string;
  readonly restate: { readonly ingress: string; readonly admin: string };
  /** Takes traces, and forgets them. */
  readonly collector: string;
}
