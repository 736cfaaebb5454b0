/** What the tabs of this device tell each other about the local ledger. */
export type News<T> = { tenantId: string; operations?: T[]; gone?: number[]; mirror?: string; queue?: 'dropped'; files?: true };

const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('digiboost-offline');

export const tell = <T>(news: News<T>): void => channel?.postMessage(news);

export function onNews<T>(listener: (news: News<T>) => void): void {
  channel?.addEventListener('message', (event) => listener(event.data as News<T>));
}
