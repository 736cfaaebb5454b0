import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { liveIsOpen, onLive } from '@/kernel/live';
import { missionsQuery } from '@/entities/mission/reads';
import { meQuery } from '@/entities/provider/me';
import { isWaiting, newcomers } from './waiting';
import { play, readySound } from './sound';

/** What the server says within this time is asked about once; not all phones ask at the same moment. */
const REST_MS = 600;
const POLL_MS = 30_000;

/** Follows one's offers: how many wait for a word, told by a sound when one comes. */
export function useNewOffers(): number {
  const client = useQueryClient();
  const query = useInfiniteQuery(missionsQuery('new'));
  const sound = useQuery(meQuery()).data?.sound ?? 'bell';
  const offers = query.data?.pages.flatMap((page) => page.items).filter(isWaiting);
  const known = useRef<ReadonlySet<string> | null>(null);

  useEffect(readySound, []);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        void client.invalidateQueries({ queryKey: ['missions'] });
      }, REST_MS * (0.5 + Math.random()));
    };
    const off = [onLive('requests', ask), onLive('notifications', ask), onLive('told', ask)];
    // Only where no stream brings it, and only while somebody looks.
    const poll = setInterval(() => {
      if (!document.hidden && !liveIsOpen()) void client.invalidateQueries({ queryKey: missionsQuery('new').queryKey });
    }, POLL_MS);
    return () => {
      off.forEach((stop) => stop());
      clearTimeout(timer);
      clearInterval(poll);
    };
  }, [client]);

  const fresh = query.isSuccess && !query.isFetching;
  const ids = offers?.map(({ offer }) => offer!.id).join(' ');
  useEffect(() => {
    if (!fresh || ids === undefined) return;
    const now = ids.split(' ').filter(Boolean);
    // What was there at the opening is seen, and not heard.
    if (known.current && newcomers(known.current, now).length) play(sound);
    known.current = new Set([...(known.current ?? []), ...now]);
  }, [fresh, ids, sound]);
  return offers?.length ?? 0;
}
