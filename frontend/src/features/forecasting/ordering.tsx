import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState, type ReactNode } from 'react';
import { api, take } from '@/kernel/api/client';
import { explain, Problem } from '@/kernel/api/problem';
import type { AdviceOrders } from '@/kernel/api/types';
import { t } from '@/kernel/i18n';
import { newId } from '@/kernel/ids';
import { DraftsDialog } from '@/entities/order/DraftsDialog';
import { toast } from '@/ui/Toast';

export type Wanted = { product_id: string; quantity: number };

/** One key for one wish: asked again after a lost answer it makes no second order; another wish, or the next, is new. */
export class WishKeys {
  private last: { wish: string; key: string } | null = null;

  keyOf(wanted: readonly Wanted[]): string {
    const wish = JSON.stringify(wanted);
    if (this.last?.wish !== wish) this.last = { wish, key: newId() };
    return this.last.key;
  }

  /** The server has answered: the same wish again is another order. */
  answered(): void {
    this.last = null;
  }
}

type Ordering = {
  /** `name`: what is busy meanwhile. */
  order: (wanted: Wanted[], name: string) => void;
  busy: string | null;
  /** The drafts, when there are several to choose from. */
  drafts: ReactNode;
};

/** Makes drafts of orders, one for each supplier; `onOne` leads to the order when it is one alone. */
export function useOrdering(onOne: (id: string) => void): Ordering {
  const client = useQueryClient();
  const keys = useRef(new WishKeys());
  const [made, setMade] = useState<AdviceOrders['orders'] | null>(null);
  const send = useMutation({
    mutationFn: ({ wanted }: { wanted: Wanted[]; name: string }) =>
      take<AdviceOrders>(api.POST('/api/v1/forecasts/orders', { headers: { 'Idempotency-Key': keys.current.keyOf(wanted) }, body: { lines: wanted } })),
    onSuccess: ({ orders }) => {
      keys.current.answered();
      void client.invalidateQueries({ queryKey: ['orders'] });
      void client.invalidateQueries({ queryKey: ['predictions'] });
      if (orders.length === 1) {
        toast(t('orders.drafts', { count: 1 }));
        onOne(orders[0]!.id);
      } else setMade(orders);
    },
    onError: (error) => {
      if (error instanceof Problem && !error.passing) keys.current.answered();
      const { title, advice } = explain(error);
      toast(`${title}. ${advice}`, { bad: true });
    },
  });
  return {
    order: (wanted, name) => send.mutate({ wanted, name }),
    busy: send.isPending ? send.variables.name : null,
    drafts: made && <DraftsDialog orders={made} onClose={() => setMade(null)} />,
  };
}
