export async function onboardCustomer(): Promise<string> {
  return await Promise.resolve('another one');
}
