import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type { StockLevel } from '@/kernel/api/types';
import { age, money, quantity } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { useLevel } from '@/entities/product/mirror';
import { StatusPill } from '@/entities/product/status';
import { Button } from '@/ui/Button';
import { Card } from '@/ui/Card';
import { Loaded } from '@/ui/Loaded';
import { Skeleton } from '@/ui/states';
import { MovementDialog, type Move } from './MovementDialog';
import { levelQuery } from './queries';

type Props = { productId: string; mayWrite: boolean; seesCost: boolean; more?: ReactNode };

/** What is left of one product, and what one does about it; `more` are further facts of its stock. */
export function LevelCard({ productId, ...rest }: Props) {
  const local = useLevel(productId);
  const asked = useQuery({ ...levelQuery(productId), enabled: !local.level && !local.loading });
  // What this device has carries what is still to be sent.
  const query = local.level ? { ...asked, data: local.level, error: null, dataUpdatedAt: local.asOf ?? 0 } : asked;
  return (
    <Card title={t('stock.title')} aside={query.data && <StatusPill status={query.data.status} />}>
      <Loaded query={query} skeleton={<Skeleton height={150} />}>
        {(level) => <Level level={level} {...rest} />}
      </Loaded>
    </Card>
  );
}

function Level({ level, mayWrite, seesCost, more }: Omit<Props, 'productId'> & { level: StockLevel }) {
  const [move, setMove] = useState<Move | null>(null);
  const tracked = level.status !== 'untracked';
  const button = (which: Move, label: string, icon: 'plus' | 'minus' | 'check' | 'edit', first: boolean) => (
    <Button look={first ? undefined : 'second'} icon={icon} onClick={() => setMove(which)}>
      {label}
    </Button>
  );
  return (
    <div className="stack">
      <div className="kpi" style={{ padding: 0, boxShadow: 'none' }}>
        <span className="value" style={{ fontSize: 40 }}>
          {tracked ? quantity(level.on_hand, level.unit) : '—'}
        </span>
        <span className="soft">
          {level.min_stock === null ? t('stock.no_minimum') : t('product.minimum_of', { quantity: quantity(level.min_stock, level.unit) })}
        </span>
      </div>
      {!tracked && mayWrite && <p className="soft">{t('stock.untracked_text')}</p>}
      <dl className="facts">
        {more}
        {seesCost && (
          <>
            <div>
              <dt>{t('product.average_cost')}</dt>
              <dd className="num">{money(level.average_cost)}</dd>
            </div>
            <div>
              <dt>{t('product.value')}</dt>
              <dd className="num">{money(level.value)}</dd>
            </div>
          </>
        )}
        <div>
          <dt>{t('product.last_sale')}</dt>
          <dd>{level.last_sale_at ? age(level.last_sale_at) : t('stock.never_sold')}</dd>
        </div>
      </dl>
      {mayWrite && (
        <div className="row wrap">
          {button('ENTRY', t('stock.entry'), 'plus', tracked)}
          {tracked && button('EXIT', t('stock.exit'), 'minus', false)}
          {button('COUNT', t('stock.count'), 'check', !tracked)}
          {tracked && button('ADJUSTMENT', t('stock.adjustment'), 'edit', false)}
        </div>
      )}
      {move && <MovementDialog level={level} move={move} seesCost={seesCost} onClose={() => setMove(null)} />}
    </div>
  );
}
