import type { StepFailure } from '../../commerce/failure';
import {
  COMMERCE_SCOPE,
  type CustomerAccess,
  probeAccess,
  scopeNames,
  type TokenAccess,
} from '../../commerce/probeAccess';
import { FAILURES, type FailureType } from '../../contract/failures';
import { type CheckName, type CheckResult, ok, skipped, unreachable, wrong } from './checkResult';
import type { Credential, Endpoint } from './checkSettings';

/** Checks the token, its scope, the endpoint, and the right to read customers. */
export async function checkTenant(
  credential: Credential | undefined,
  endpoint: Endpoint | undefined,
): Promise<CheckResult[]> {
  if (!credential)
    return skipped(['token', 'scope', 'customers'], 'the settings of the credential are invalid');
  const { token, customers } = await probeAccess({ credential, ...(endpoint && { endpoint }) });
  return [
    checkToken(token),
    ...checkScope(credential.imsScope, token),
    ...checkCustomers(customers, token, endpoint),
  ];
}

function checkToken(token: TokenAccess): CheckResult {
  if (token.kind === 'failed') return failing('token', token.failure);
  return ok('token', 'IMS accepts the credential and issued a token: ***');
}

function checkScope(asked: string, token: TokenAccess): CheckResult[] {
  if (!scopeNames(asked).includes(COMMERCE_SCOPE)) {
    const message = `IMS_SCOPE lacks ${COMMERCE_SCOPE}, and Commerce refuses a token without it`;
    return [wrong('scope', message, `Add ${COMMERCE_SCOPE} to IMS_SCOPE, or leave IMS_SCOPE out.`)];
  }
  if (token.kind === 'failed') {
    return skipped(
      ['scope'],
      `IMS_SCOPE includes ${COMMERCE_SCOPE}; without a token it is unknown whether IMS grants it`,
    );
  }
  if (token.scopes && !token.scopes.includes(COMMERCE_SCOPE)) {
    return [
      wrong(
        'scope',
        `IMS_SCOPE includes ${COMMERCE_SCOPE}, but the token from IMS lacks it`,
        'Add the API of Adobe Commerce as a Cloud Service to the credential in the Developer Console; check the organisation.',
      ),
    ];
  }
  return [ok('scope', `the token is for ${COMMERCE_SCOPE}`)];
}

function checkCustomers(
  customers: CustomerAccess,
  token: TokenAccess,
  endpoint: Endpoint | undefined,
): CheckResult[] {
  if (customers.kind === 'failed') return [failing('customers', customers.failure)];
  if (customers.kind === 'readable') {
    return [ok('customers', `${endpoint?.restEndpoint ?? ''} answers a search`)];
  }
  const missing = token.kind === 'failed' ? 'there is no token' : 'the settings of the endpoint are invalid';
  return skipped(['customers'], missing);
}

function failing(name: CheckName, { type, message }: StepFailure): CheckResult {
  const said = `${type}: ${message}`;
  return isUnreachable(type) ? unreachable(name, said, whatToDo(type)) : wrong(name, said, whatToDo(type));
}

const UNREACHABLE: readonly FailureType[] = [
  'ImsUnavailable',
  'CommerceUnavailable',
  'RateLimited',
  'StepTimedOut',
];

function isUnreachable(type: FailureType): boolean {
  return UNREACHABLE.includes(type);
}

/** Before the first onboarding, the address itself may be wrong. */
function whatToDo(type: FailureType): string {
  const advice = FAILURES[type].whatToDo;
  if (type !== 'CommerceUnavailable') return advice;
  return `Check the host in REST_ENDPOINT and the network path (proxy, firewall). ${advice}`;
}
