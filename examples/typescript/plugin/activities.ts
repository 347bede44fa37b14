/** Stands for an activity of your own. */
export async function sendVoucher(customerId: number): Promise<string> {
  return await Promise.resolve(`WELCOME-${customerId}`);
}
