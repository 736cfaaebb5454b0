import { QueryClient } from '@tanstack/react-query';
import { mayRefetchOnFocus } from '../lite';
import { Problem } from './problem';

/** Reads are tried whatever navigator.onLine says: only a real request knows. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      networkMode: 'always',
      staleTime: 20_000,
      gcTime: 10 * 60_000,
      refetchOnWindowFocus: ({ state }) => mayRefetchOnFocus(state.dataUpdatedAt),
      retry: (failures, error) => failures < 1 && error instanceof Problem && error.passing && error.code !== 'offline',
      retryDelay: (failures, error) => {
        const asked = error instanceof Problem ? error.retryAfter : null;
        return asked !== null ? Math.min(asked, 30) * 1000 : Math.min(1000 * 2 ** failures, 8000) * (0.5 + Math.random() / 2);
      },
    },
    mutations: { networkMode: 'always', retry: false },
  },
});
