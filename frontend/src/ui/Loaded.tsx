import type { ReactNode } from 'react';
import { useEffect } from 'react';
import { showAge } from '@/kernel/freshness';
import { ErrorState, SkeletonList, StaleNotice } from './states';

type Query<T> = {
  data: T | undefined;
  error: Error | null;
  isPending: boolean;
  dataUpdatedAt: number;
  refetch: () => unknown;
};

/**
 * The four faces of a read: outline while nothing is there, the data, the data with its age when the last request
 * failed, or what happened and a retry.
 */
export function Loaded<T>({ query, skeleton, children }: { query: Query<T>; skeleton?: ReactNode; children: (data: T) => ReactNode }) {
  const { data, dataUpdatedAt } = query;
  const has = data !== undefined;
  useEffect(() => {
    // 0: the list of the filter before, shown while the new one is on its way.
    if (has && dataUpdatedAt) return showAge(dataUpdatedAt);
  }, [has, dataUpdatedAt]);
  if (data === undefined) {
    if (query.error) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
    return skeleton ?? <SkeletonList />;
  }
  return (
    <>
      <StaleNotice error={query.error} at={dataUpdatedAt} onRetry={() => void query.refetch()} />
      {children(data)}
    </>
  );
}
