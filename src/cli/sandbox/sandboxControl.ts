import { z } from 'zod';
import { findDevSandbox } from '../../client/devSandbox';
import { loadEnvironment, readService } from '../../settings';
import { type FaultRule, faultRuleSchema, faultWords } from '../../sandbox';
import { UsageError } from '../terminal/exit';
import { print, printJson, printTable } from '../terminal/output';

export interface SandboxControlOptions {
  /** URL of the sandbox. Default: the one of the running `onboard dev`. */
  url?: string;
  json?: true;
}

const customersSchema = z.array(
  z.looseObject({
    id: z.int(),
    email: z.string(),
    firstname: z.string(),
    lastname: z.string(),
    website_id: z.int(),
    created_at: z.string(),
  }),
);

const mailsSchema = z.array(z.object({ to: z.string(), kind: z.string(), customerId: z.int() }));

/** Prints the customers of the sandbox. @throws UsageError if no sandbox is found */
export async function printCustomers(options: SandboxControlOptions): Promise<void> {
  const customers = customersSchema.parse(await ask(options, 'GET', 'customers'));
  if (options.json) {
    for (const customer of customers) printJson(customer);
    return;
  }
  printTable([
    ['ID', 'E-MAIL', 'FIRST NAME', 'LAST NAME', 'WEBSITE', 'CREATED'],
    ...customers.map(({ id, email, firstname, lastname, website_id, created_at }) => [
      ...[String(id), email, firstname, lastname, String(website_id), created_at],
    ]),
  ]);
}

/** Prints the mails that the sandbox would have sent. @throws UsageError if no sandbox is found */
export async function printMails(options: SandboxControlOptions): Promise<void> {
  const mails = mailsSchema.parse(await ask(options, 'GET', 'mails'));
  if (options.json) {
    for (const mail of mails) printJson(mail);
    return;
  }
  printTable([
    ['TO', 'KIND', 'CUSTOMER'],
    ...mails.map(({ to, kind, customerId }) => [to, kind, String(customerId)]),
  ]);
}

/**
 * Injects faults into requests of the sandbox, and prints all active faults.
 * @throws UsageError if no sandbox is found
 */
export async function addFault(rule: FaultRule, options: SandboxControlOptions): Promise<void> {
  printFaults(await ask(options, 'POST', 'faults', rule), options);
}

/** Prints the active faults. @throws UsageError if no sandbox is found */
export async function listFaults(options: SandboxControlOptions): Promise<void> {
  printFaults(await ask(options, 'GET', 'faults'), options);
}

/** Removes all faults. @throws UsageError if no sandbox is found */
export async function clearFaults(options: SandboxControlOptions): Promise<void> {
  printFaults(await ask(options, 'DELETE', 'faults'), options);
}

function printFaults(answer: unknown, { json }: SandboxControlOptions): void {
  const rules = z.array(faultRuleSchema).parse(answer);
  if (json) for (const rule of rules) printJson(rule);
  else if (rules.length === 0) print('No faults are on.');
  else for (const rule of rules) print(faultWords(rule));
}

async function ask(
  options: SandboxControlOptions,
  method: 'GET' | 'POST' | 'DELETE',
  what: string,
  body?: unknown,
): Promise<unknown> {
  const url = options.url ?? (await urlOfDev());
  try {
    const answer = await fetch(new URL(`/_sandbox/${what}`, url), {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (answer.ok) return await answer.json();
    throw new UsageError([`sandbox: ${url} answered ${answer.status}: ${await answer.text()}`]);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError([`sandbox: no sandbox answers at ${url}; use --url ADDRESS`]);
  }
}

async function urlOfDev(): Promise<string> {
  const { home } = readService(loadEnvironment());
  const sandbox = await findDevSandbox(home);
  if (sandbox) return sandbox.IMS_ENDPOINT;
  throw new UsageError([
    `sandbox: no onboard dev with a sandbox is running in ${home}; start one in another terminal, or use --url ADDRESS`,
  ]);
}
