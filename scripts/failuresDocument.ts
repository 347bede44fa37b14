import { FAILURES } from '../src/contract/failures';
import { STEPS } from '../src/contract/onboarding';
import { markdownText } from './markdownText';

/** `docs/reference/failures.md`. */
export function failuresDocument(): string {
  const failures = Object.entries(FAILURES).map(
    ([type, { meaning, tries, whatToDo, fixedBy }]) =>
      `## \`${type}\`\n\n${markdownText(meaning)}\n\n- Tries: ${triesInWords(tries)}\n- What to do: ${markdownText(whatToDo)}\n- Fixed by: ${FIXED_BY[fixedBy]}\n`,
  );
  return [INTRODUCTION, ...failures].join('\n');
}

const STEP_NAMES = STEPS.map((step) => `\`${step}\``);

const INTRODUCTION = `<!-- Made by \`npm run docs\` from src/contract/failures.ts. -->

# Failures

A failed onboarding has one of these types. It also has the step that failed (${STEP_NAMES.slice(0, -1).join(', ')} or ${STEP_NAMES.at(-1)}), and the ID of the customer if it is known. \`onboard retry\` continues from that step and creates no second customer.
`;

const FIXED_BY = {
  input: 'corrected input; a retry of many skips it, unless you name its type',
  surroundings: 'a change of the services or settings, or time; the input may stay the same',
} as const;

function triesInWords(tries: 'once' | 'untilGivenUp' | number): string {
  switch (tries) {
    case 'once':
      return 'once, because another try would fail in the same way';
    case 'untilGivenUp':
      return "until `ONBOARDING_GIVE_UP_AFTER` (24 hours, unless set otherwise) from the step's first try";
    default:
      return `${tries}`;
  }
}
