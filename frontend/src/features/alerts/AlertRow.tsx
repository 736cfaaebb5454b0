import { Link } from 'wouter';
import type { Alert } from '@/kernel/api/types';
import { date } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { Icon } from '@/ui/icons';
import { ICONS, subject, toneOf, what } from './words';

type Props = {
  alert: Alert;
  /** What already stands above the row. */
  under?: 'product' | 'supplier' | 'both';
  picked?: boolean;
  onPick?: (picked: boolean) => void;
};

/** One alert: what it is about, what is wrong, whom it is bought from. */
export function AlertRow({ alert, under, picked = false, onPick }: Props) {
  const words = what(alert);
  const name = subject(alert);
  const more = [
    (under === undefined || under === 'product') && alert.supplier_name,
    alert.state === 'snoozed' && alert.snoozed_until && t('alerts.snoozed', { when: date(alert.snoozed_until, 'moment') }),
    alert.silenced_by && t('alerts.silenced'),
  ].filter(Boolean);
  return (
    <div className="item">
      {onPick && (
        <label className="tick">
          <input type="checkbox" checked={picked} onChange={(event) => onPick(event.target.checked)} aria-label={t('alerts.choose', { name, what: words })} />
        </label>
      )}
      <Link href={`/alerts/${alert.id}`} className="main">
        <span className="grow">
          {(under === undefined || under === 'supplier') && <span className="title clip">{name}</span>}
          <Wrong alert={alert} words={words} />
          {more.length > 0 && <span className="soft">{more.join(' · ')}</span>}
        </span>
      </Link>
      <Icon name="chevron" size={20} />
    </div>
  );
}

/** What is wrong, with the sign of its type: never by colour alone. */
export function Wrong({ alert, words = what(alert) }: { alert: Alert; words?: string }) {
  const tone = toneOf(alert.urgency);
  return (
    <span className={tone === 'neutral' ? 'what' : `what ${tone}`}>
      <Icon name={ICONS[alert.type]} size={18} />
      <span>{words}</span>
    </span>
  );
}
