import { defaultPayloadConverter } from '@temporalio/common';
import { childOf, spanContextIn, TRACE_HEADER, traceCarrier } from '../../workflows/traceContext';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN_ID = '00f067aa0ba902b7';

function headersWith(carrier: Record<string, string>) {
  return { [TRACE_HEADER]: defaultPayloadConverter.toPayload(carrier) };
}

test('a trace that is passed on is read unchanged, with its state', () => {
  const headers = headersWith({ traceparent: `00-${TRACE_ID}-${SPAN_ID}-01`, tracestate: 'vendor=1' });
  const read = spanContextIn(headers);
  expect(read).toEqual({
    traceId: TRACE_ID,
    spanId: SPAN_ID,
    traceFlags: 1,
    traceState: 'vendor=1',
    isRemote: true,
  });
  expect(traceCarrier(read!)).toEqual({
    traceparent: `00-${TRACE_ID}-${SPAN_ID}-01`,
    tracestate: 'vendor=1',
  });
});

test("a child belongs to its parent's trace, and is sampled if the parent is", () => {
  const parent = spanContextIn(headersWith({ traceparent: `00-${TRACE_ID}-${SPAN_ID}-00` }));
  const child = childOf(parent, Math.random);
  expect(child).toMatchObject({ traceId: TRACE_ID, traceFlags: 0 });
  expect(child.spanId).toMatch(/^[0-9a-f]{16}$/);
  expect(child.spanId).not.toBe(SPAN_ID);
});

test('the first span of a trace is sampled, and its IDs are never only zeros', () => {
  const first = childOf(undefined, () => 0);
  expect(first).toEqual({ traceId: `${'0'.repeat(31)}1`, spanId: `${'0'.repeat(15)}1`, traceFlags: 1 });
});

test.each([
  ['nothing', {}],
  ['another form', headersWith({ traceparent: 'b3-1-2' })],
  ['zeros', headersWith({ traceparent: `00-${'0'.repeat(32)}-${'0'.repeat(16)}-01` })],
  ['no parent', headersWith({ baggage: 'a=b' })],
])('%s in the headers is ignored', (_, headers) => {
  expect(spanContextIn(headers)).toBeUndefined();
});
