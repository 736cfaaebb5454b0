import { explain } from '@/kernel/api/problem';
import type { Product } from '@/kernel/api/types';
import { t } from '@/kernel/i18n';
import { Check } from '@/ui/Field';
import { toast } from '@/ui/Toast';
import { editProduct } from './offline';

/** Whether anybody wants to be warned of this product, by one tap. */
export function AlertSwitch({ product }: { product: Product & { alerts?: boolean } }) {
  const on = product.alerts ?? true;
  const change = async () => {
    try {
      await editProduct(product, { alerts: !on }, t('product.alerts'));
      toast(t(on ? 'product.alerts_off' : 'product.alerts_on', { name: product.name }));
    } catch (error) {
      toast(explain(error).title, { bad: true });
    }
  };
  return <Check role="switch" label={t('product.alerts')} hint={t('product.alerts_hint')} checked={on} onChange={() => void change()} />;
}
