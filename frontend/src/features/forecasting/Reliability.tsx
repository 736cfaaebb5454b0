import type { Predictions } from '@/kernel/api/types';
import { day, percent } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { Card } from '@/ui/Card';
import { Icon } from '@/ui/icons';
import { rightText } from './words';

/** How good the forecasts were on days that they had not seen; that nothing can be said yet is said too. */
export function ReliabilityCard({ predictions: { reliability, horizon_days } }: { predictions: Predictions }) {
  const right = reliability && rightText(reliability);
  return (
    <Card title={t('forecast.reliability')}>
      {reliability && right ? (
        <div className="stack tight">
          <p className="big">{t('forecast.was_right', { times: right })}</p>
          <OutOfTen {...reliability} />
          <p className="soft">{[t('forecast.was_right_text'), reliability.since && t('forecast.since', { day: day(reliability.since, 'day') })].filter(Boolean).join(' ')}</p>
          {reliability.shop_error !== null && <p>{t('forecast.shop_error', { share: percent(reliability.shop_error, 0), days: horizon_days })}</p>}
        </div>
      ) : (
        <NotJudged />
      )}
    </Card>
  );
}

/** Filled signs out of ten; the words beside them say the same. */
export function OutOfTen({ right, of }: { right: number; of: number }) {
  const hits = Math.round((right / of) * 10);
  return (
    <span className="out-of-ten" aria-hidden="true">
      {Array.from({ length: 10 }, (_, index) => (
        <i key={index} className={index < hits ? 'hit' : undefined} />
      ))}
    </span>
  );
}

export function NotJudged() {
  return (
    <p className="notice info" style={{ marginBottom: 0 }}>
      <Icon name="clock" />
      <span className="grow">
        <strong>{t('forecast.not_judged')}</strong> {t('forecast.not_judged_text')}
      </span>
    </p>
  );
}
