import { hashKey, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Predictions } from '@/kernel/api/types';
import { useLite } from '@/kernel/lite';
import { readSnapshot } from '@/kernel/offline/db';
import { predictionsQuery } from './advice';

/** Forecasts are made at night: once a day is often enough for a mention. */
const DAY_MS = 20 * 3_600_000;
/** Whoever is waited for comes first. */
const REST_MS = 5_000;

/**
 * How many ruptures are to come, for a screen that only mentions it: what this device was told last, asked anew once a
 * day when there is time, and not at all where data is saved. Null while it was never told.
 */
export function useStockOutsToCome(): { count: number; days: number } | null {
  const client = useQueryClient();
  const lite = useLite();
  const { data } = useQuery({ ...predictionsQuery(), enabled: false });
  useEffect(() => {
    const options = predictionsQuery();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let gone = false;
    void readSnapshot(hashKey(options.queryKey)).then((snapshot) => {
      if (gone) return;
      if (snapshot && client.getQueryData(options.queryKey) === undefined) {
        client.setQueryData(options.queryKey, snapshot.body as Predictions, { updatedAt: snapshot.fetched_at });
      }
      if (!lite) timer = setTimeout(() => void client.prefetchQuery({ ...options, staleTime: DAY_MS }), REST_MS);
    });
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [client, lite]);
  return data ? { count: data.stock_outs.length, days: data.horizon_days } : null;
}
