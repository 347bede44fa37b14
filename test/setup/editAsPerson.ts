import type { Sandbox } from '../../src/sandbox';

/** Changes a customer as the person does in the shop: with a separate request, unknown to any worker. */
export async function editAsPerson(
  shop: Sandbox,
  id: number,
  fields: Record<string, unknown>,
): Promise<void> {
  const { CLIENT_ID, CLIENT_SECRET, IMS_ENDPOINT, REST_ENDPOINT } = shop.settings;
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: CLIENT_ID,
    client_secret: CLIENT_SECRET,
    scope: 'commerce.accs',
  });
  const token = await fetch(`${IMS_ENDPOINT}/ims/token/v3`, { method: 'POST', body: form });
  const { access_token: value } = (await token.json()) as { access_token: string };
  const now = shop.customers().find((customer) => customer['id'] === id);
  if (!now) throw new Error(`there is no customer ${id} to edit`);
  const { email, firstname, lastname } = now;
  const edited = await fetch(`${REST_ENDPOINT}/V1/customers/${id}`, {
    method: 'PUT',
    headers: {
      authorization: `Bearer ${value}`,
      'content-type': 'application/json',
      accept: 'application/json',
    },
    body: JSON.stringify({ customer: { id, email, firstname, lastname, ...fields } }),
  });
  if (!edited.ok) throw new Error(`the edit was answered with ${edited.status}: ${await edited.text()}`);
}
