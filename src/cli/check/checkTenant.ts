import type { StepFailure } from '../../commerce/failure';
import {
  COMMERCE_SCOPE,
  type CustomerAccess,
  type MarkerAccess,
  probeAccess,
  scopeNames,
  type TokenAccess,
} from '../../commerce/probeAccess';
import { FAILURES, type FailureType } from '../../contract/failures';
import { type CheckName, type CheckResult, ok, skipped, unreachable, wrong } from './checkResult';
import type { CheckedSettings, Endpoint } from './checkSettings';

/** Checks the token, its scope, the endpoint, the right to read customers, and the attribute for markers. */
export async function checkTenant({
  credential,
  endpoint,
  markerAttribute,
}: Pick<CheckedSettings, 'credential' | 'endpoint' | 'markerAttribute'>): Promise<CheckResult[]> {
  const ofMarker = markerAttribute === undefined ? [] : (['marker'] as const);
  if (!credential) {
    const names = ['token', 'scope', 'customers', ...ofMarker] as const;
    return skipped(names, 'the settings of the credential are invalid');
  }
  const access = await probeAccess({ credential, ...(endpoint && { endpoint }), markerAttribute });
  const { token, customers, marker } = access;
  return [
    checkToken(token),
    ...checkScope(credential.imsScope, token),
    ...checkCustomers(customers, token, endpoint),
    ...(markerAttribute === undefined ? [] : checkMarker(markerAttribute, marker)),
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

/** A search shows whether the attribute exists. Only a stored value shows that Commerce stores values. */
function checkMarker(attribute: string, marker: MarkerAccess): CheckResult[] {
  switch (marker.kind) {
    case 'notAsked':
      return skipped(['marker'], 'the customers cannot be read');
    case 'failed':
      return [failing('marker', marker.failure)];
    case 'unknown':
      return [
        wrong(
          'marker',
          `customers have no attribute ${attribute}`,
          'Create it in the Admin (docs/guides/prove-ownership.md), or unset ONBOARDING_MARKER_ATTRIBUTE.',
        ),
      ];
    case 'known':
      return [ok('marker', `customers have the attribute ${attribute}; ${storedValues(marker.customers)}`)];
  }
}

function storedValues(customers: number): string {
  if (customers > 0) return `Commerce stores its values: customers with one: ${customers}`;
  return 'no customer has a value yet, so it is unknown whether Commerce stores one: the first create reports it if not';
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
