import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, take } from '@/kernel/api/client';
import { explain } from '@/kernel/api/problem';
import type { Product } from '@/kernel/api/types';
import { t } from '@/kernel/i18n';
import { Button } from '@/ui/Button';
import { Confirm } from '@/ui/Dialog';
import { toast } from '@/ui/Toast';
import { catalogChanged } from './queries';

/** Takes a product out of the lists, or back into them; nothing is erased. */
export function ArchiveButton({ product }: { product: Product }) {
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const params = { params: { path: { product_id: product.id } } };
  const change = useMutation<unknown>({
    mutationFn: () =>
      product.is_active
        ? take(api.DELETE('/api/v1/products/{product_id}', params))
        : take(api.PATCH('/api/v1/products/{product_id}', { ...params, body: { is_active: true } })),
    onSuccess: () => {
      catalogChanged(client);
      setAsking(false);
      toast(product.is_active ? t('product.archived') : t('product.restored'));
    },
    onError: (error) => toast(explain(error).title, { bad: true }),
  });
  if (!product.is_active) {
    return (
      <Button look="second" icon="undo" busy={change.isPending} onClick={() => change.mutate()}>
        {t('product.restore')}
      </Button>
    );
  }
  return (
    <>
      <Button look="bad-plain" icon="trash" onClick={() => setAsking(true)}>
        {t('product.archive')}
      </Button>
      {asking && (
        <Confirm
          title={t('product.archive')}
          text={t('product.archive_text', { name: product.name })}
          action={t('product.archive')}
          busy={change.isPending}
          onConfirm={() => change.mutate()}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
