import { jsonLines } from '../cli/onboard';
import { withOwnHome } from '../cli/ownHome';
import { type Collector, startCollector } from './collector';
import { needlesOf } from './needles';
import {
  cancelBeforeAnyWork,
  failInEveryWay,
  type Said,
  surviveEveryFault,
  surviveKills,
} from './onboardings';
import { ADDRESS, FIRST_NAME, LAST_NAME, PASSWORD, SECRET } from './person';
import { searchFolder, searchText } from './search';

jest.setTimeout(180_000);

let collector: Collector;

beforeEach(async () => {
  collector = await startCollector();
});

afterEach(async () => {
  await collector.stop();
});

// Clients that start onboardings in plain JSON have them in the history unencrypted, which this test does not cover.
test('after onboardings with every outcome, nothing secret or personal is found unencrypted', async () => {
  const settings = {
    CLIENT_SECRET: SECRET,
    ONBOARDING_LOG_LEVEL: 'trace',
    ONBOARDING_REQUEST_TIMEOUT: '1s',
    ONBOARDING_RETRY_FIRST: '10ms',
    ONBOARDING_RETRY_MAX: '100ms',
    ONBOARDING_GIVE_UP_AFTER: '2s',
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
  };
  await withOwnHome(async ({ sandbox, folder, command }) => {
    sandbox.rotateSecret(SECRET);
    const said: Said = { stderr: '', endings: [] };
    await surviveEveryFault({ sandbox, command, said });
    await surviveKills({ sandbox, command, folder, said });
    const cancelled = await cancelBeforeAnyWork({ sandbox, command, said });
    const worker = command(['worker']);
    await worker.says(/"msg":"worker ready"/);
    await failInEveryWay({ sandbox, command, said });
    await command(['show', cancelled, '--watch', '--json']).ended;

    const tokens = new Set(sandbox.requests().flatMap(({ headers }) => headers.authorization ?? []));
    const needles = needlesOf({
      'first name': FIRST_NAME,
      'last name': LAST_NAME,
      address: ADDRESS,
      password: PASSWORD,
      'client secret': SECRET,
      ...Object.fromEntries(
        [...tokens].map((token, index) => [`token ${index}`, token.slice('Bearer '.length)]),
      ),
    });
    expect(await searchFolder(folder, needles)).toEqual([]);
    worker.signal('SIGTERM');
    // The server ends with its last user.
    const { stderr: logs } = await worker.ended;
    expect([
      ...(await searchFolder(folder, needles)),
      ...searchText('log of the worker', logs, needles),
      ...searchText('spans', collector.received(), needles),
      ...searchText('lines of commands', said.stderr, needles),
    ]).toEqual([]);

    // The search covered what it should.
    expect(said.endings).toEqual(
      expect.arrayContaining([
        'recovered',
        'CustomerAlreadyExists',
        'CustomerRejected',
        'AccessDenied',
        'InvalidCredentials',
      ]),
    );
    const known = needlesOf({ ID: cancelled });
    expect(searchText('spans', collector.received(), known)).toContain('ID in the clear: spans');
    expect((await searchFolder(folder, known)).join()).toContain('ID in the clear');
    expect(logs).toContain('CLIENT_SECRET=***');
    expect(jsonLines(logs)).toContainEqual(expect.objectContaining({ failure: 'CustomerRejected' }));
    expect(said.stderr).toContain('Refused: email = ***');
  }, settings);
});
