import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { t } from '@/kernel/i18n';
import { Card } from '@/ui/Card';
import { Loaded } from '@/ui/Loaded';
import { Skeleton } from '@/ui/states';
import { AlertRow } from './AlertRow';
import { alertsQuery, useAlertsLive } from './queries';

/** What is wrong with one product; `children` say whether anybody wants to hear of it. */
export function ProductAlerts({ productId, children }: { productId: string; children?: ReactNode }) {
  const query = useInfiniteQuery(alertsQuery({ product: productId }));
  useAlertsLive();
  return (
    <Card flush title={t('alerts.of_product')} aside={<Link href={`/alerts/history?product=${productId}&period=all`}>{t('alerts.to_history')}</Link>}>
      <Loaded query={query} skeleton={<Skeleton height={64} />}>
        {({ pages }) => {
          const alerts = pages.flatMap((page) => page.items).filter(({ state }) => state !== 'resolved');
          if (!alerts.length) return <p className="item soft">{t('alerts.none_of_product')}</p>;
          return (
            <ul className="list">
              {alerts.map((alert) => (
                <li key={alert.id}>
                  <AlertRow alert={alert} under="both" />
                </li>
              ))}
            </ul>
          );
        }}
      </Loaded>
      {children && <div className="card-foot">{children}</div>}
    </Card>
  );
}
