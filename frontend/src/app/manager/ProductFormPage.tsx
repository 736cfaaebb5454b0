import { useState } from 'react';
import { useLocation, useParams, useSearchParams } from 'wouter';
import { useMay } from '@/kernel/auth/permissions';
import { t } from '@/kernel/i18n';
import { useOperation, type Operation } from '@/kernel/offline';
import { useKnownProduct } from '@/entities/product/useKnownProduct';
import { ProductForm } from '@/features/catalog/ProductForm';
import { Loaded } from '@/ui/Loaded';
import { Page } from '@/ui/Page';
import { toast } from '@/ui/Toast';

type Rest = { corrects?: Operation; seesCost: boolean; onSaved: (id: string) => void; onCancel: () => void };

export default function ProductFormPage() {
  const { id } = useParams<{ id?: string }>();
  const [params] = useSearchParams();
  const [, navigate] = useLocation();
  const seesCost = useMay()('costs:read');
  const asked = params.get('corrects');
  const refused = useOperation(asked);
  // Once it is sent anew it bears another id.
  const [corrects, setCorrects] = useState(refused);
  if (refused && !corrects) setCorrects(refused);
  const back = asked ? '/envois' : id ? `/products/${id}` : '/products';
  const rest: Rest = {
    corrects,
    seesCost,
    onSaved: (savedId) => {
      toast(t('product.saved'));
      navigate(asked ? back : `/products/${savedId}`, { replace: true });
    },
    onCancel: () => navigate(back),
  };
  return (
    <Page title={id ? t('products.edit') : t('products.new')} back={back}>
      {/* Read from this device after a reload: a form is filled once. */}
      {asked && !corrects ? null : id ? <Edit id={id} {...rest} /> : <ProductForm {...rest} />}
    </Page>
  );
}

function Edit({ id, ...rest }: Rest & { id: string }) {
  const query = useKnownProduct(id);
  return <Loaded query={query}>{(product) => <ProductForm product={product} {...rest} />}</Loaded>;
}
