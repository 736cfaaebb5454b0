import { authorized } from '@/kernel/api/client';
import { problemOf } from '@/kernel/api/problem';

/** Saves the order on paper as a file; needs the network. Throws the Problem that prevented it. */
export async function savePdf(orderId: string, name: string): Promise<void> {
  const response = await authorized(new Request(new URL(`/api/v1/purchase-orders/${orderId}/pdf`, location.origin)));
  if (!response.ok) throw await problemOf(response);
  const address = URL.createObjectURL(await response.blob());
  const link = Object.assign(document.createElement('a'), { href: address, download: `${name}.pdf` });
  link.click();
  // The browser has read it by then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
