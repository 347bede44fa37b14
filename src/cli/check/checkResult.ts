export type CheckName =
  | 'settings'
  | 'token'
  | 'scope'
  | 'customers'
  | 'marker'
  | 'temporal'
  | 'namespace'
  | 'retention'
  | 'searchAttributes'
  | 'encryption';

/** What one check found. */
export type CheckResult =
  | { readonly name: CheckName; readonly status: 'ok'; readonly message: string }
  | {
      readonly name: CheckName;
      readonly status: 'failed';
      /** `wrong`: a setting, a credential or a right; `unreachable`: a service does not answer. */
      readonly cause: 'wrong' | 'unreachable';
      readonly message: string;
      /** Omitted if the message says it. */
      readonly whatToDo?: string;
    }
  /** Not checked; the message says why. */
  | { readonly name: CheckName; readonly status: 'skipped'; readonly message: string };

export function ok(name: CheckName, message: string): CheckResult {
  return { name, status: 'ok', message };
}

export function wrong(name: CheckName, message: string, whatToDo?: string): CheckResult {
  return { name, status: 'failed', cause: 'wrong', message, ...(whatToDo !== undefined && { whatToDo }) };
}

export function unreachable(name: CheckName, message: string, whatToDo: string): CheckResult {
  return { name, status: 'failed', cause: 'unreachable', message, whatToDo };
}

/** Results of checks that cannot run because another one failed. */
export function skipped(names: readonly CheckName[], message: string): CheckResult[] {
  return names.map((name) => ({ name, status: 'skipped', message }));
}
