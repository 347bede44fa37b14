import { unknownId, unknownOnboarding } from '../../src/cli/terminal/chosenOnboardings';
import { print, say } from '../../src/cli/terminal/output';
import { printPreview } from '../../src/cli/retry/printPreview';

/** Clears the terminal, and begins a line that looks like ours. */
const ID = 'order\u001b[2J\nonboard-1 is done.';
const HARMLESS = 'order\ufffd[2J\ufffdonboard-1 is done.';

function writtenTo(stream: NodeJS.WriteStream, work: () => void): string {
  const write = jest.spyOn(stream, 'write').mockReturnValue(true);
  try {
    work();
    return write.mock.calls.map(([text]) => String(text)).join('');
  } finally {
    write.mockRestore();
  }
}

test('a terminal obeys nothing of an ID that a message repeats', () => {
  expect(unknownId(ID)).toContain(HARMLESS);
  expect(unknownOnboarding({ by: 'id', workflowId: ID }).message).toContain(HARMLESS);
  const preview = () => printPreview({ workflowId: ID, kind: 'running' }, { json: false });
  expect(writtenTo(process.stdout, preview)).toContain(HARMLESS);
});

test('a terminal obeys no control character of any text, and lines and tabs stay', () => {
  const text = 'one\ttwo\nthree\r\u001b]0;title\u0007\u009b31m';
  const readable = 'one\ttwo\nthree\ufffd\ufffd]0;title\ufffd\ufffd31m\n';
  expect(writtenTo(process.stdout, () => print(text))).toBe(readable);
  expect(writtenTo(process.stderr, () => say(text))).toBe(readable);
});
