import { useLocation, useParams } from 'wouter';
import { useMay } from '@/kernel/auth/permissions';
import { t } from '@/kernel/i18n';
import { useKnownProduct } from '@/entities/product/useKnownProduct';
import { ProductForm } from '@/features/catalog/ProductForm';
import { Loaded } from '@/ui/Loaded';
import { Page } from '@/ui/Page';
import { toast } from '@/ui/Toast';

export default function ProductFormPage() {
  const { id } = useParams<{ id?: string }>();
  const [, navigate] = useLocation();
  const seesCost = useMay()('costs:read');
  const back = id ? `/products/${id}` : '/products';
  const saved = (savedId: string) => {
    toast(t('product.saved'));
    navigate(`/products/${savedId}`, { replace: true });
  };
  return (
    <Page title={id ? t('products.edit') : t('products.new')} back={back}>
      {id ? <Edit id={id} seesCost={seesCost} onSaved={saved} onCancel={() => navigate(back)} /> : <ProductForm seesCost={seesCost} onSaved={saved} onCancel={() => navigate(back)} />}
    </Page>
  );
}

function Edit({ id, ...rest }: { id: string; seesCost: boolean; onSaved: (id: string) => void; onCancel: () => void }) {
  const query = useKnownProduct(id);
  return <Loaded query={query}>{(product) => <ProductForm product={product} {...rest} />}</Loaded>;
}
