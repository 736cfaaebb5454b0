import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { onLive } from '@/kernel/live';

/** What a move of a request makes stale. */
export const requestsChanged = (client: QueryClient): Promise<void> => client.invalidateQueries({ queryKey: ['requests'] });

const QUIET_MS = 400;

/** Asks again what is on the screen when a request has moved; moves that come together cost one question. */
export function useRequestsLive(): void {
  const client = useQueryClient();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const off = onLive('requests', () => {
      clearTimeout(timer);
      timer = setTimeout(() => void requestsChanged(client), QUIET_MS);
    });
    return () => {
      clearTimeout(timer);
      off();
    };
  }, [client]);
}

/** The time, moving by itself while somebody looks. */
export function useClock(everyMs = 30_000): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) setNow(Date.now());
    }, everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
