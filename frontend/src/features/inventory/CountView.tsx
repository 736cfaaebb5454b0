import { useQuery } from '@tanstack/react-query';
import { date, money, quantity } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { isOpen, useMirror, useMirrorRow, useOperations, type Operation } from '@/kernel/offline';
import type { ProductRow } from '@/entities/product/mirror';
import { Card } from '@/ui/Card';
import { Item } from '@/ui/List';
import { Loaded } from '@/ui/Loaded';
import { Difference } from './CountReview';
import { countQuery, type CountDetail } from './queries';

/** The count as this phone wrote it down, while the server does not have it. */
export const useUnsentCount = (id: string): Operation | undefined =>
  useOperations().find((operation) => operation.type === 'stock.count' && operation.payload.id === id && isOpen(operation));

export function CountView({ id, seesCost }: { id: string; seesCost: boolean }) {
  const unsent = useUnsentCount(id);
  return unsent ? <Unsent operation={unsent} /> : <Sent id={id} seesCost={seesCost} />;
}

function Unsent({ operation }: { operation: Operation }) {
  const products = useMirror<ProductRow>('product').byId;
  const lines = operation.payload.lines as { product_id: string; counted: number }[];
  const changes = new Map(operation.effects.map(({ id, add }) => [id, add?.on_hand ?? 0]));
  return (
    <div className="stack">
      <p className="notice info">{t('counts.on_phone_text')}</p>
      <Card flush title={t('counts.lines')}>
        <ul className="list">
          {lines.map(({ product_id, counted }) => (
            <li key={product_id}>
              <Item
                to={`/products/${product_id}`}
                title={products.get(product_id)?.name ?? '—'}
                detail={t('counts.found', { quantity: quantity(counted, products.get(product_id)?.unit) })}
                side={<Difference line={{ difference: changes.get(product_id) ?? 0, value: null }} seesCost={false} />}
              />
            </li>
          ))}
        </ul>
      </Card>
    </div>
  );
}

function Sent({ id, seesCost }: { id: string; seesCost: boolean }) {
  const query = useQuery(countQuery(id));
  return <Loaded query={query}>{(count) => <Lines count={count} seesCost={seesCost} />}</Loaded>;
}

function Lines({ count, seesCost }: { count: CountDetail; seesCost: boolean }) {
  const person = useMirrorRow<{ id: string; name: string }>('person', count.user_id ?? '');
  return (
    <div className="stack">
      <Card>
        <dl className="facts">
          <div>
            <dt>{t('counts.when')}</dt>
            <dd>{date(count.occurred_at, 'full')}</dd>
          </div>
          {person && (
            <div>
              <dt>{t('counts.by_whom')}</dt>
              <dd>{person.name}</dd>
            </div>
          )}
          <div>
            <dt>{t('counts.counted', { count: count.lines.length })}</dt>
            <dd>{count.lines.length}</dd>
          </div>
          <div>
            <dt>{t('counts.differences', { count: count.differences })}</dt>
            <dd>{count.differences}</dd>
          </div>
          {seesCost && (
            <div>
              <dt>{t('counts.value')}</dt>
              <dd className="num">{money(count.value_difference)}</dd>
            </div>
          )}
        </dl>
        {count.note && <p>{count.note}</p>}
      </Card>
      <Card flush title={t('counts.lines')}>
        <ul className="list">
          {count.lines.map((line) => (
            <li key={line.product_id}>
              <Item
                to={`/products/${line.product_id}`}
                title={line.name}
                detail={`${t('counts.expected', { quantity: quantity(line.expected) })} · ${t('counts.found', { quantity: quantity(line.counted, line.unit) })}`}
                side={<Difference line={{ difference: line.difference, value: line.value_difference }} seesCost={seesCost} />}
              />
            </li>
          ))}
        </ul>
      </Card>
    </div>
  );
}
