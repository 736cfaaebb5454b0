import { useQuery } from '@tanstack/react-query';
import { percent, quantity } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { Card } from '@/ui/Card';
import { Loaded } from '@/ui/Loaded';
import { adviceQuery } from './reads';

/** What the last 90 days advise to change, the weightiest first. */
export function AdviceCard() {
  const query = useQuery(adviceQuery());
  return (
    <Card title={t('day.advice')}>
      <Loaded query={query}>
        {({ items }) =>
          items.length ? (
            <ul className="bullets stack tight">
              {items.slice(0, 5).map((one) => (
                <li key={`${one.code}-${one.service_id}-${one.zone_id}-${one.provider_id}-${one.hour}`}>{adviceText(one)}</li>
              ))}
            </ul>
          ) : (
            <p className="soft">{t('day.no_advice')}</p>
          )
        }
      </Loaded>
    </Card>
  );
}

function adviceText({ code, name, cases, value, usual }: Parameters<typeof shown>[0]): string {
  return t(`day.advice.${code}`, { name, cases, ...shown({ code, name, cases, value, usual }) });
}

/** The two figures as their kind is read: shares, minutes or stars. */
function shown({ code, value, usual }: { code: 'more_providers' | 'slow_answers' | 'low_acceptance' | 'low_rating'; name: string; cases: number; value: number; usual: number }) {
  const write = (figure: number): string =>
    code === 'slow_answers' ? t('day.minutes', { count: Math.max(1, Math.round(figure / 60)) }) : code === 'low_rating' ? quantity(Math.round(figure * 10) / 10) : percent(figure, 0);
  return { value: write(value), usual: write(usual) };
}
