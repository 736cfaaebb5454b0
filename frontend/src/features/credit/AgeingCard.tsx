import { useQuery } from '@tanstack/react-query';
import { age } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { Card } from '@/ui/Card';
import { ErrorState, Skeleton } from '@/ui/states';
import { AgeingBar } from './AgeingBar';
import { creditSummaryQuery } from './queries';

/** The age of all that is owed; without network the last that was known, with when that was. */
export function AgeingCard() {
  const { data, error, dataUpdatedAt, refetch } = useQuery(creditSummaryQuery);
  return (
    <Card title={t('credit.ageing')}>
      {data ? (
        <div className="stack tight">
          <AgeingBar ageing={data.ageing} />
          {error && <p className="soft">{t('credit.ageing_of', { age: age(dataUpdatedAt) })}</p>}
        </div>
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <Skeleton height={120} />
      )}
    </Card>
  );
}
