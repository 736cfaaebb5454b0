import type { Ageing } from '@/kernel/api/types';
import { money } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { bucketsOf } from './carnet';

/** What is owed by its age, as one bar of four parts; the same in words and figures below. */
export function AgeingBar({ ageing }: { ageing: Ageing }) {
  const buckets = bucketsOf(ageing);
  return (
    <div>
      <div className="ageing" aria-hidden="true">
        {buckets.map(({ key, share }) => share > 0 && <i key={key} className={key} style={{ flexGrow: share }} />)}
      </div>
      <dl className="ageing-key">
        {buckets.map(({ key, amount }) => (
          <div key={key} className={key}>
            <dt>{t(`credit.${key}`)}</dt>
            <dd className="num">{money(amount)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
