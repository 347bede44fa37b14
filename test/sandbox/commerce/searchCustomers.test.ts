import { startSandbox, type Sandbox } from '../../../src/sandbox';
import { clientOf, filter, type Reply, type SandboxClient } from '../client';

describe('a search', () => {
  let sandbox: Sandbox;
  let client: SandboxClient;

  beforeAll(async () => {
    sandbox = await startSandbox();
    client = await clientOf(sandbox);
    const people = [
      {
        email: 'anna@example.com',
        firstname: 'Änna',
        lastname: 'Zoe',
        taxvat: '10',
        created_at: '2020-01-01 00:00:00',
      },
      {
        email: 'bert@example.com',
        firstname: 'Bert',
        lastname: 'Yak',
        gender: 1,
        created_at: '2021-01-01 00:00:00',
      },
      {
        email: 'cora@example.com',
        firstname: 'Cora',
        lastname: 'Xu',
        website_id: 2,
        created_at: '2022-01-01 00:00:00',
      },
      { email: 'dora@other.com', firstname: 'Dora', lastname: '50%', created_at: '2023-01-01 00:00:00' },
    ];
    for (const person of people.slice(0, 3)) sandbox.addCustomer(person);
    sandbox.addCustomer({ ...people[3]!, lastname: 'Wu' });
  });

  afterAll(() => sandbox.stop());

  test.each([
    ['eq', 'firstname', 'anna', 'Änna'],
    ['neq', 'firstname', 'ANNA', 'Bert Cora Dora'],
    ['like', 'email', '%@EXAMPLE.com', 'Änna Bert Cora'],
    ['like', 'email', 'd_ra%', 'Dora'],
    ['nlike', 'email', '%example%', 'Dora'],
    ['in', 'entity_id', '1,3', 'Änna Cora'],
    ['nin', 'entity_id', '1,3', 'Bert Dora'],
    ['gt', 'entity_id', '2', 'Cora Dora'],
    ['gteq', 'entity_id', '2', 'Bert Cora Dora'],
    ['lt', 'created_at', '2021-01-01 00:00:00', 'Änna'],
    ['lteq', 'created_at', '2021-01-01 00:00:00', 'Änna Bert'],
    ['from', 'created_at', '2022-01-01', 'Cora Dora'],
    ['to', 'created_at', '2020-12-31 23:59:59', 'Änna'],
    ['null', 'gender', '', 'Änna Cora Dora'],
    ['notnull', 'gender', '', 'Bert'],
    ['eq', 'name', 'bert yak', 'Bert'],
    ['no such condition', 'website_id', '2', 'Cora'],
  ])('%s %s %s', async (conditionType, field, value, names) => {
    expect(namesIn(await search(filter(0, 0, { field, value, conditionType })))).toBe(names);
  });

  test('the filters of a group are alternatives, and every group must match', async () => {
    const reply = await search(
      filter(0, 0, { field: 'firstname', value: 'Änna' }),
      filter(0, 1, { field: 'firstname', value: 'Cora' }),
      filter(1, 0, { field: 'website_id', value: '2' }),
    );
    expect(namesIn(reply)).toBe('Cora');
  });

  test('either spelling of the criteria works, echoed in snake case', async () => {
    const query =
      'search_criteria[filter_groups][0][filters][0][field]=email&search_criteria[filter_groups][0][filters][0][value]=bert@example.com&search_criteria[page_size]=5&search_criteria[current_page]=1&search_criteria[sort_orders][0][field]=email&search_criteria[sort_orders][0][direction]=asc';
    const reply = await client.call('GET', `/V1/customers/search?${query}`);
    expect(reply.body).toMatchObject({
      total_count: 1,
      search_criteria: {
        filter_groups: [{ filters: [{ field: 'email', value: 'bert@example.com', condition_type: 'eq' }] }],
        sort_orders: [{ field: 'email', direction: 'ASC' }],
        page_size: 5,
        current_page: 1,
      },
    });
  });

  test('in an order: descending unless ascending is requested, by several fields', async () => {
    const order = (field: string, place: number, direction?: string): string =>
      `searchCriteria[sortOrders][${place}][field]=${field}${direction ? `&searchCriteria[sortOrders][${place}][direction]=${direction}` : ''}`;
    const all = 'searchCriteria[pageSize]=10';
    const names = async (...orders: string[]): Promise<string> =>
      items(await client.call('GET', `/V1/customers/search?${[all, ...orders].join('&')}`)).join(' ');
    expect(await names(order('lastname', 0, 'ASC'))).toBe('Dora Cora Bert Änna');
    expect(await names(order('lastname', 0))).toBe('Änna Bert Cora Dora');
    expect(await names(order('website_id', 0, 'DESC'), order('email', 1, 'ASC'))).toBe('Cora Änna Bert Dora');
    expect(await names()).not.toBe('Änna Bert Cora Dora');
  });

  test.each([
    ['searchCriteria[pageSize]=x', { message: expect.stringMatching(/^Error occurred during "pageSize"/) }],
    ['searchCriteria[foo]=x', { parameters: { fieldName: 'Foo' } }],
    ['searchCriteria[sortOrders][0][field]=nosuch', { parameters: ['nosuch'] }],
    [
      'searchCriteria[sortOrders][0][field]=email&searchCriteria[sortOrders][0][direction]=up',
      { parameters: ['ASC', 'DESC'] },
    ],
    ['searchcriteria[pageSize]=1', { parameters: { fieldName: 'searchCriteria' } }],
  ])('%s is refused', async (query, body) => {
    const reply = await client.call('GET', `/V1/customers/search?${query}`);
    expect(reply.status).toBe(400);
    expect(reply.body).toMatchObject(body);
  });

  test('without a page size all rows are returned, and beyond 450 a 500', async () => {
    const crowded = await startSandbox();
    const other = await clientOf(crowded);
    const all = async (query = ''): Promise<Reply> =>
      other.call('GET', `/V1/customers/search?searchCriteria[filterGroups]=${query}`);
    for (let number = 1; number <= 450; number += 1) {
      crowded.addCustomer({ email: `p${number}@example.com`, firstname: 'P', lastname: 'Q' });
    }
    expect((await all()).body).toMatchObject({ total_count: 450 });
    crowded.addCustomer({ email: 'last@example.com', firstname: 'P', lastname: 'Q' });
    expect((await all()).status).toBe(500);
    expect((await all('&searchCriteria[pageSize]=2')).body).toMatchObject({ total_count: 451 });
    await crowded.stop();
  });

  function search(...filters: string[]): Promise<Reply> {
    return client.call('GET', `/V1/customers/search?${filters.join('&')}`);
  }
});

function items({ body }: Reply): string[] {
  return (body as { items: { firstname: string }[] }).items.map(({ firstname }) => firstname);
}

function namesIn(reply: Reply): string {
  return items(reply)
    .sort((one, other) => one.localeCompare(other, 'de'))
    .join(' ');
}
