import { parseCustomer } from '../../src/commerce/customerApi';
import { updateCustomer } from '../../src/commerce/updateCustomer';
import { checkedUpdate } from '../setup/checkedInput';
import { editAsPerson } from '../setup/editAsPerson';
import { anAttempt, openTenant } from './tenant';

// Commerce leaves fields without a value out of its answers: nearly every field of a new customer.
test.each<[string, unknown, unknown]>([
  ['taxvat', 'DE-1', 'DE-2'],
  ['dob', '1980-01-02', '1990-03-04'],
  ['gender', 1, 2],
  ['middlename', 'A.', 'B.'],
])(
  "a field that was empty and that the person filled in keeps the person's value: %s",
  async (field, own, wanted) => {
    const { sandbox, commerce } = await openTenant();
    const api = commerce.customers;
    const id = sandbox.addCustomer({
      email: 'john@example.com',
      firstname: 'John',
      lastname: 'Doe',
      website_id: 1,
    });
    const { answer } = await api.read(id, anAttempt());
    const created = answer.kind === 'answered' ? parseCustomer(answer.json) : undefined;
    if (!created) throw new Error('there is no customer');
    expect(created).not.toHaveProperty(field);
    await editAsPerson(sandbox, id, { [field]: own });
    const update = checkedUpdate({ [field]: wanted });
    const attempt = anAttempt();
    const { differences } = await updateCustomer({ api, created, update, attempt, record: 'mayHaveChanged' });
    expect(sandbox.customers()).toMatchObject([{ [field]: own }]);
    expect(differences).toEqual([{ field: `updated.${field}`, sent: wanted, stored: own }]);
  },
);
