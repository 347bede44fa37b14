import type { CustomerRow } from './commerce/customerTable';
import type { Mail } from './commerce/shop';
import type { Controlled } from './controlled';
import type { RequestRecord } from './requestLog';

/** The sentence that the sandbox introduces itself with, wherever it is seen. */
export const SANDBOX_NOTICE =
  'A sandbox that stands in for Adobe IMS and Adobe Commerce, for demos and tests only: it keeps everything in memory and mails nobody.';

/** The newest of each kind that the page shows. */
const SHOWN = 50;

export function indexPage({ shop, log, faults, settings }: Controlled): string {
  const { CLIENT_ID, REST_ENDPOINT, IMS_ENDPOINT } = settings();
  return `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>Sandbox of Adobe Commerce</title><style>
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem; }
table { border-collapse: collapse; margin-bottom: 2rem; }
td, th { padding: 0.2rem 0.8rem 0.2rem 0; text-align: left; border-bottom: 1px solid #ddd; }
</style></head>
<body>
<h1>Sandbox</h1>
<p>${SANDBOX_NOTICE}</p>
<p>CLIENT_ID <code>${escaped(CLIENT_ID)}</code> · REST_ENDPOINT <code>${escaped(REST_ENDPOINT)}</code> · IMS_ENDPOINT <code>${escaped(IMS_ENDPOINT)}</code></p>
<p>As JSON: <a href="/_sandbox/customers">customers</a>, <a href="/_sandbox/mails">mails</a>, <a href="/_sandbox/requests">requests</a>, <a href="/_sandbox/faults">faults</a> (${faults.rules().length}).</p>
${table('Customers', ['ID', 'E-mail', 'First name', 'Last name', 'Website', 'Created'], shop.customers.all().map(customerCells))}
${table('Mails', ['To', 'Kind', 'Customer'], shop.mails.map(mailCells))}
${table('Requests', ['At', 'Kind', 'Method and path', 'Outcome'], log.all().map(requestCells))}
</body>
</html>
`;
}

function customerCells(row: CustomerRow): (string | number)[] {
  return [row.id, row.email, row.firstname, row.lastname, row.website_id, row.created_at];
}

function mailCells({ to, kind, customerId }: Mail): (string | number)[] {
  return [to, kind, customerId];
}

function requestCells({ at, kind, method, path, outcome }: RequestRecord): string[] {
  const shown =
    outcome.state === 'pending'
      ? 'under way'
      : outcome.state === 'answered'
        ? String(outcome.status)
        : `fault: ${outcome.fault.kind}`;
  return [new Date(at).toISOString(), kind, `${method} ${path}`, shown];
}

function table(
  title: string,
  heads: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string {
  const newest = rows.slice(-SHOWN).reverse();
  return `<h2>${title} (${rows.length})</h2>
<table><tr>${heads.map((head) => `<th>${head}</th>`).join('')}</tr>
${newest.map((cells) => `<tr>${cells.map((cell) => `<td>${escaped(String(cell))}</td>`).join('')}</tr>`).join('\n')}
</table>`;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
