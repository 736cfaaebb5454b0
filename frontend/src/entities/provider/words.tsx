import type { Provider } from '@/kernel/api/services';
import { date, quantity } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { Pill } from '@/ui/Card';
import { Icon } from '@/ui/icons';

type Asked = Pick<Provider, 'why_not' | 'away_until' | 'load' | 'capacity'>;

/** Whether they may be asked now, or why not. */
export function whyNotText({ why_not, away_until }: Asked): string {
  if (why_not === null) return t('providers.free');
  if (why_not === 'away' && away_until) return t('providers.away_until', { when: date(away_until, 'moment') });
  return t(`providers.why_not.${why_not}`);
}

export function Availability({ provider }: { provider: Asked }) {
  const full = provider.why_not === null && provider.load >= provider.capacity;
  return <Pill tone={full ? 'warn' : provider.why_not === null ? 'ok' : 'neutral'}>{full ? t('providers.full') : whyNotText(provider)}</Pill>;
}

/** "4,6 · 23 avis", or that nobody has said anything. */
export function Rating({ rating, count }: { rating: number | null; count: number }) {
  if (rating === null) return <span className="soft">{t('providers.no_rating')}</span>;
  const value = quantity(Math.round(rating * 10) / 10);
  return (
    <span className="with-icon">
      <Icon name="star" size={18} />
      <span className="strong num">{value}</span>
      <span className="soft">· {t('providers.reviews', { count })}</span>
    </span>
  );
}
