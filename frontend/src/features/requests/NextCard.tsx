import { queryOptions, useQuery } from '@tanstack/react-query';
import { plain } from '@/kernel/api/plain';
import { kept } from '@/kernel/api/read';
import type { Prediction } from '@/kernel/api/services';
import { date } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { stateText } from '@/entities/request/words';
import { Card } from '@/ui/Card';
import { Loaded } from '@/ui/Loaded';
import { Skeleton } from '@/ui/states';

/** Asked again with each version: what comes next follows from what was. */
const predictionQuery = (id: string, version: number) =>
  queryOptions({ queryKey: ['requests', 'next', id, version], queryFn: kept<Prediction>((options) => plain('GET', `/api/v1/tracking/predictions/${id}`, options)) });

/** The steps to come, each with the span in which it falls in eight of ten cases. */
export function NextCard({ id, version }: { id: string; version: number }) {
  const query = useQuery(predictionQuery(id, version));
  return (
    <Card title={t('requests.next')}>
      <Loaded query={query} skeleton={<Skeleton height={90} />}>
        {({ next, basis }) => (
          <div className="stack tight">
            <ul className="timeline">
              {next.map(({ state, stage, at, low, high }) => (
                <li key={`${state}-${stage}`}>
                  <span className="strong">{stateText(state, stage)}</span>
                  <span className="soft num">
                    {at && low && high ? t('requests.next_span', { at: date(at, 'time'), low: date(low, 'time'), high: date(high, 'time') }) : t('requests.next_unknown')}
                  </span>
                </li>
              ))}
            </ul>
            <p className="soft">{t(`requests.basis.${basis}`)}</p>
          </div>
        )}
      </Loaded>
    </Card>
  );
}
