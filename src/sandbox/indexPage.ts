import type { CustomerRow } from './commerce/customerTable';
import type { Mail } from './commerce/shopJournal';
import type { Controlled } from './controlled';
import type { FaultRule } from './faults';
import { faultWords, wordsOfFault } from './faultWords';
import type { ReceivedEvent } from './receivedEvents';
import type { RequestRecord } from './requestLog';

/** The sandbox's description of itself, for every place that shows it. */
export const SANDBOX_NOTICE =
  'A sandbox that replaces Adobe IMS and Adobe Commerce, for demos and tests only. It sends no mail.';

/** The page shows so many of the newest of each kind. */
const SHOWN = 50;

/** Fits a screen: a part that is longer than its share scrolls. */
const STYLE = `
* { box-sizing: border-box; }
body { font: 14px/1.4 system-ui, sans-serif; margin: 0; padding: 1rem; height: 100vh; display: flex; flex-direction: column; gap: .75rem; }
h1, h2, p { margin: 0; } h1 { font-size: 1.3rem; } h2 { font-size: 1rem; padding-bottom: .3rem; }
main { flex: 1; min-height: 0; display: grid; gap: .75rem; grid-auto-rows: minmax(0, 1fr); grid-template: minmax(0, 1fr) minmax(0, 1fr) / minmax(0, 3fr) minmax(0, 2fr); }
section[aria-label='Events'], section:last-child { grid-column: 1 / -1; }
section { border: 1px solid #ccc; border-radius: 6px; padding: .6rem; overflow: auto; }
section:focus-visible { outline: 2px solid #06c; }
.faults { flex: none; max-height: 20vh; overflow: auto; background: #fff4f0; padding: .6rem; border-radius: 6px; border: 1px solid #b30; }
table { border-collapse: collapse; width: 100%; }
td, th { padding: .15rem .6rem .15rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid #eee; white-space: nowrap; }
section:last-child td:nth-child(3) { white-space: normal; overflow-wrap: anywhere; }
ul { margin: 0; padding-left: 1.2rem; }
th { position: sticky; top: -.6rem; background: #fff; white-space: nowrap; }
code { overflow-wrap: anywhere; }
@media (max-width: 60rem) { body { height: auto; } main { display: block; } section { max-height: 60vh; margin-bottom: .75rem; } }
`;

export function indexPage({ shop, log, faults, events, settings }: Controlled): string {
  const { CLIENT_ID, REST_ENDPOINT, IMS_ENDPOINT } = settings();
  return `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Sandbox of Adobe Commerce</title><style>${STYLE}</style></head>
<body>
<header>
<h1>Sandbox</h1>
<p>${SANDBOX_NOTICE}</p>
<p>CLIENT_ID <code>${escaped(CLIENT_ID)}</code> · REST_ENDPOINT <code>${escaped(REST_ENDPOINT)}</code> · IMS_ENDPOINT <code>${escaped(IMS_ENDPOINT)}</code></p>
<p>As JSON: <a href="/_sandbox/customers">customers</a>, <a href="/_sandbox/mails">mails</a>, <a href="/_sandbox/requests">requests</a>, <a href="/_sandbox/events">events</a>, <a href="/_sandbox/faults">faults</a></p>
</header>
${faultsPart(faults.rules())}
<main>
${table('Customers', ['ID', 'E-mail', 'First name', 'Last name', 'Website', 'Created'], shop.customers.all().map(customerCells))}
${table('Mails', ['To', 'Kind', 'Customer'], shop.mails.map(mailCells))}
${events.all().length > 0 ? table('Events', ['At', 'Type', 'Onboarding', 'Customer'], events.all().map(eventCells)) : ''}
${table('Requests', ['At', 'Kind', 'Method and path', 'Outcome'], log.all().map(requestCells))}
</main>
</body>
</html>
`;
}

function faultsPart(rules: readonly FaultRule[]): string {
  if (rules.length === 0) return '<p>No faults are on.</p>';
  const items = rules.map((rule) => `<li>${escaped(faultWords(rule))}</li>`);
  return `<div class="faults" tabindex="0"><h2>Faults that are on (${rules.length})</h2><ul>${items.join('')}</ul></div>`;
}

function customerCells(row: CustomerRow): (string | number)[] {
  return [row.id, row.email, row.firstname, row.lastname, row.website_id, row.created_at];
}

function mailCells({ to, kind, customerId }: Mail): (string | number)[] {
  return [to, kind, customerId];
}

function eventCells({ time, type, subject, data }: ReceivedEvent): string[] {
  return [time, type, subject, typeof data['customerId'] === 'number' ? String(data['customerId']) : '-'];
}

function requestCells({ at, kind, method, path, outcome }: RequestRecord): string[] {
  const shown =
    outcome.state === 'pending'
      ? 'under way'
      : outcome.state === 'answered'
        ? String(outcome.status)
        : `fault: ${wordsOfFault(outcome.fault)}`;
  return [new Date(at).toISOString(), kind, `${method} ${readablePath(path)}`, shown];
}

/** Search criteria are five long parameters: the last part of each name shows its meaning. */
function readablePath(path: string): string {
  const [place = '', query = ''] = path.split('?', 2);
  const parameters = [...new URLSearchParams(query)].map(
    ([name, value]) => `${/\[(\w+)\]$/.exec(name)?.[1] ?? name}=${value}`,
  );
  return [place, ...parameters].join(' ');
}

function table(
  title: string,
  heads: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string {
  const newest = rows.slice(-SHOWN).reverse();
  const shown = rows.length > SHOWN ? `, the newest ${SHOWN}` : '';
  // The keyboard can reach and scroll this part.
  return `<section tabindex="0" aria-label="${title}"><h2>${title} (${rows.length}${shown})</h2>
<table><tr>${heads.map((head) => `<th>${head}</th>`).join('')}</tr>
${newest.map((cells) => `<tr>${cells.map((cell) => `<td>${escaped(String(cell))}</td>`).join('')}</tr>`).join('\n')}
</table></section>`;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
