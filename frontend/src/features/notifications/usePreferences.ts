import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, take } from '@/kernel/api/client';
import { explain } from '@/kernel/api/problem';
import type { TellPreferences } from '@/kernel/api/types';
import { t } from '@/kernel/i18n';
import { toast } from '@/ui/Toast';
import { preferencesQuery } from './reads';

/** How this person wants to be told, and a way to change it: shown at once, taken back when the server refuses. */
export function usePreferences() {
  const client = useQueryClient();
  const query = useQuery(preferencesQuery());
  const [busy, setBusy] = useState(false);
  const save = async (next: TellPreferences): Promise<boolean> => {
    const { queryKey } = preferencesQuery();
    const before = client.getQueryData(queryKey);
    const { version, ...body } = next;
    client.setQueryData(queryKey, next);
    setBusy(true);
    try {
      client.setQueryData(queryKey, await take(api.PUT('/api/v1/notifications/preferences', { body, headers: { 'If-Match': `"${version}"` } })));
      toast(t('tell.saved'), { tag: 'preferences' });
      return true;
    } catch (error) {
      client.setQueryData(queryKey, before);
      void client.invalidateQueries({ queryKey });
      const { title, advice } = explain(error);
      toast(`${title}. ${advice}`, { bad: true });
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { query, save, busy };
}
