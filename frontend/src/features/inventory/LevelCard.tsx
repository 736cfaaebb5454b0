import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
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

/** What is left of one product, and the three things one does about it. */
export function LevelCard({ productId, mayWrite, seesCost }: { productId: string; mayWrite: boolean; seesCost: boolean }) {
  const local = useLevel(productId);
  const asked = useQuery({ ...levelQuery(productId), enabled: !local.level && !local.loading });
  // What this device has carries the sales that are still to be sent.
  const query = local.level ? { ...asked, data: local.level, error: null, dataUpdatedAt: local.asOf ?? 0 } : asked;
  const [move, setMove] = useState<Move | null>(null);
  return (
    <Card title={t('stock.title')} aside={query.data && <StatusPill status={query.data.status} />}>
      <Loaded query={query} skeleton={<Skeleton height={150} />}>
        {(level) => (
          <div className="stack">
            <div className="kpi" style={{ padding: 0, boxShadow: 'none' }}>
              <span className="value" style={{ fontSize: 40 }}>
                {quantity(level.on_hand, level.unit)}
              </span>
              <span className="soft">
                {level.min_stock === null ? t('stock.no_minimum') : t('product.minimum_of', { quantity: quantity(level.min_stock, level.unit) })}
              </span>
            </div>
            <dl className="facts">
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
                <Button icon="plus" onClick={() => setMove('ENTRY')}>
                  {t('stock.entry')}
                </Button>
                <Button look="second" icon="minus" onClick={() => setMove('EXIT')}>
                  {t('stock.exit')}
                </Button>
                <Button look="second" icon="check" onClick={() => setMove('COUNT')}>
                  {t('stock.count')}
                </Button>
              </div>
            )}
            {move && <MovementDialog level={level} move={move} seesCost={seesCost} onClose={() => setMove(null)} />}
          </div>
        )}
      </Loaded>
    </Card>
  );
}
