import { FAILURES } from '../src/contract/failures';
import { markdownText } from './markdownText';

/** `docs/reference/failures.md`. */
export function failuresDocument(): string {
  const failures = Object.entries(FAILURES).map(
    ([type, { meaning, tries, whatToDo, mendedBy }]) =>
      `## \`${type}\`\n\n${markdownText(meaning)}\n\n- Tried: ${triesInWords(tries)}\n- What to do: ${markdownText(whatToDo)}\n- Fixed by: ${MENDED_BY[mendedBy]}\n`,
  );
  return [INTRODUCTION, ...failures].join('\n');
}

const INTRODUCTION = `<!-- Made by \`npm run docs\` from src/contract/failures.ts. -->

# How an onboarding fails

A failed onboarding has one of these types, the step at which it failed (\`input\`, \`getToken\`, \`createCustomer\` or \`updateCustomer\`), and the customer's ID where a customer is known. \`onboard retry\` goes on from that step: no second customer is made, whatever became of the first try.
`;

const MENDED_BY = {
  input: 'another input; a retry of many leaves it out, unless its type is named',
  surroundings: 'the services, the settings or time; the input may stay as it is',
} as const;

function triesInWords(tries: 'once' | 'untilGivenUp' | number): string {
  switch (tries) {
    case 'once':
      return 'once; trying again would give the same answer';
    case 'untilGivenUp':
      return "until `ONBOARDING_GIVE_UP_AFTER` (24 hours, unless set otherwise) from the step's first try";
    default:
      return `${tries} times`;
  }
}
