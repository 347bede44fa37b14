import { isRecord, membersOf } from '../../contract/isRecord';
import type { OnboardingInput } from '../../contract/onboarding';
import { type InputProblem, parseOnboardingInput } from '../../contract/parse/onboardingInput';
import type { EventProblem } from './cloudEvent';

/** How the data of an event becomes the input of an onboarding. */
interface EventType {
  readonly sender: string;
  /** The members of the data, with the fields of the input that they fill. Left out: the data is the input. */
  readonly fields?: Readonly<Record<string, keyof OnboardingInput['customer'] & string>>;
}

/** The types that start onboardings: the one table for the gateway and the documents. */
export const EVENT_TYPES: Readonly<Record<string, EventType>> = {
  'com.commerce-onboarding.onboard.v1': { sender: 'your own systems' },
  'be-observer.customer_create': {
    sender: 'the back office of the Adobe Commerce integration starter kit',
    fields: { email: 'email', name: 'firstname', lastname: 'lastname' },
  },
};

export type MappedEvent =
  | { readonly kind: 'input'; readonly input: OnboardingInput }
  | { readonly kind: 'unknownType' }
  | { readonly kind: 'badData'; readonly problems: readonly EventProblem[] };

/**
 * The input that an event asks for. Members of a foreign event without a place in the input are ignored; our own type
 * has exactly the members of the input.
 */
export function inputOf({ type, data }: { type: string; data: unknown }): MappedEvent {
  const eventType = Object.hasOwn(EVENT_TYPES, type) ? EVENT_TYPES[type] : undefined;
  if (!eventType) return { kind: 'unknownType' };
  const { fields } = eventType;
  if (fields && !isRecord(data)) return { kind: 'badData', problems: [NO_DATA] };
  const parsed = parseOnboardingInput(fields ? inputFrom(data, fields) : data);
  if (parsed.ok) return { kind: 'input', input: parsed.input };
  return { kind: 'badData', problems: parsed.problems.map((problem) => inEvent(problem, fields)) };
}

const NO_DATA: EventProblem = { path: 'data', message: 'must be an object in { }' };

function inputFrom(data: unknown, fields: NonNullable<EventType['fields']>): unknown {
  const customer = Object.entries(fields).map(([member, field]) => [field, membersOf(data)[member]]);
  return { customer: Object.fromEntries(customer) as unknown };
}

/** Names the member of the event instead of the field of the input. */
function inEvent({ path, message }: InputProblem, fields: EventType['fields']): EventProblem {
  if (!fields) return { path: path === 'input' ? 'data' : `data.${path}`, message };
  const [member] = Object.entries(fields).find(([, field]) => path === `customer.${field}`) ?? [];
  return { path: member === undefined ? 'data' : `data.${member}`, message };
}
