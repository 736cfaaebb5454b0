import type { HistoryEntry } from '@/kernel/api/services';
import { date } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { stateText } from '@/entities/request/words';
import type { Tone } from '@/ui/Card';
import { Icon, type IconName } from '@/ui/icons';
import { told } from './story';
import { byText } from './words';

function signOf({ kind, to_state }: HistoryEntry): { icon: IconName; tone: Tone } {
  if (kind === 'note') return { icon: 'edit', tone: 'neutral' };
  if (kind === 'bypass') return { icon: 'lock', tone: 'warn' };
  if (to_state === 'cancelled' || to_state === 'no_provider_found') return { icon: 'close', tone: 'danger' };
  if (to_state === 'service_completed') return { icon: 'check', tone: 'ok' };
  if (to_state === 'provider_enroute') return { icon: 'truck', tone: 'info' };
  if (to_state === 'provider_arrived') return { icon: 'pin', tone: 'info' };
  if (to_state === 'service_started') return { icon: 'wrench', tone: 'info' };
  if (to_state === 'provider_accepted') return { icon: 'user', tone: 'info' };
  return { icon: to_state === 'provider_notified' ? 'bell' : 'search', tone: 'neutral' };
}

/** What happened, the latest first; what a telephone told late or by a wrong clock says so. */
export function RequestStory({ history }: { history: readonly HistoryEntry[] }) {
  const entries = [...history].sort((a, b) => b.received_at.localeCompare(a.received_at) || b.id.localeCompare(a.id));
  return (
    <ul className="story">
      {entries.map((entry) => {
        const { icon, tone } = signOf(entry);
        const { late, clock } = told(entry);
        return (
          <li key={entry.id}>
            <span className={`sign ${tone}`}>
              <Icon name={icon} size={20} />
            </span>
            <div className="grow">
              <p className="strong">{entry.kind === 'transition' && entry.to_state ? stateText(entry.to_state, entry.to_stage) : t(`requests.kind.${entry.kind}`)}</p>
              {entry.note && <p className="lines">{entry.note}</p>}
              {entry.reason && <p>{t('requests.reason_was', { reason: entry.reason })}</p>}
              <p className="soft">
                {byText(entry.by, entry.actor_name)} · <time dateTime={entry.occurred_at}>{date(entry.occurred_at, 'moment')}</time>
              </p>
              {late !== null && <p className="soft">{t('requests.told_late', { when: date(entry.received_at, 'moment') })}</p>}
              {clock !== null && <p className="soft">{t(clock > 0 ? 'requests.clock_ahead' : 'requests.clock_behind', { count: Math.abs(clock) })}</p>}
            </div>
          </li>
        );
      })}
    </ul>
  );
}
