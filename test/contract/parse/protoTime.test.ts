import { google } from '@temporalio/proto';
import { dateOfTimestamp, protoDuration, timeOfEvent } from '../../../src/contract/parse/protoTime';

test.each([0, 1, 999, 1_500, 30 * 24 * 3_600_000])('%d ms are sent as a duration of the protocol', (ms) => {
  const sent = google.protobuf.Duration.decode(google.protobuf.Duration.encode(protoDuration(ms)).finish());
  expect(Number(sent.seconds) * 1_000 + sent.nanos / 1_000_000).toBe(ms);
});

test('a timestamp of the server is a date, in milliseconds', () => {
  const at = google.protobuf.Timestamp.fromObject({ seconds: 1_764_000_000, nanos: 109_745_379 });
  expect(dateOfTimestamp(at)).toEqual(new Date(1_764_000_000_109));
  expect(timeOfEvent({ eventTime: at })).toEqual(new Date(1_764_000_000_109));
});

test('a time that the server left out is not the epoch', () => {
  expect(dateOfTimestamp(null)).toBeUndefined();
  expect(() => timeOfEvent({})).toThrow('no time');
});
