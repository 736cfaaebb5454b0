import { useState } from 'react';
import { explain } from '@/kernel/api/problem';
import type { Product } from '@/kernel/api/types';
import { t } from '@/kernel/i18n';
import { Button } from '@/ui/Button';
import { Confirm } from '@/ui/Dialog';
import { toast } from '@/ui/Toast';
import { editProduct } from './offline';

/** Takes a product out of the lists, or back into them; nothing is erased. */
export function ArchiveButton({ product }: { product: Product }) {
  const [asking, setAsking] = useState(false);
  const change = async (is_active: boolean) => {
    try {
      await editProduct(product, { is_active }, is_active ? t('product.restore') : t('product.archive'));
      setAsking(false);
      toast(is_active ? t('product.restored') : t('product.archived'));
    } catch (error) {
      toast(explain(error).title, { bad: true });
    }
  };
  if (!product.is_active) {
    return (
      <Button look="second" icon="undo" onClick={() => void change(true)}>
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
          onConfirm={() => void change(false)}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
