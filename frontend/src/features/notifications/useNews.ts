import { useQueryClient, type QueryKey } from '@tanstack/react-query';
import { useEffect } from 'react';
import { onLive } from '@/kernel/live';

const REST_MS = 400;

/** Asks again for what is shown under `key` when somebody is told something, and when a message came further. */
export function useNews(key: QueryKey): void {
  const client = useQueryClient();
  const name = JSON.stringify(key);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    // A message takes its first steps within moments: one question for all of them.
    const ask = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        void client.invalidateQueries({ queryKey: JSON.parse(name) as QueryKey });
      }, REST_MS);
    };
    const off = [onLive('notifications', ask), onLive('messages', ask)];
    return () => {
      clearTimeout(timer);
      off.forEach((stop) => stop());
    };
  }, [client, name]);
}
