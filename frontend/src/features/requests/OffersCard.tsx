import { Link } from 'wouter';
import type { Offer, OfferState } from '@/kernel/api/services';
import { date, quantity } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { reasonText } from '@/entities/request/reasons';
import { Card, Pill, type Tone } from '@/ui/Card';

const TONES: Record<OfferState, Tone> = { open: 'info', accepted: 'ok', declined: 'danger', expired: 'warn', withdrawn: 'neutral' };

/** Who was asked, why, and what became of it. */
export function OffersCard({ offers }: { offers: readonly Offer[] }) {
  if (!offers.length) return null;
  const sorted = [...offers].sort((a, b) => b.wave - a.wave || a.rank - b.rank);
  return (
    <Card flush title={t('offers.title')}>
      <ul className="list">
        {sorted.map((offer) => (
          <li key={offer.id} className="item offer">
            <span className="grow">
              <span className="row between wrap">
                <Link href={`/providers/${offer.provider_id}`} className="strong">
                  {offer.provider_name}
                </Link>
                <Pill tone={TONES[offer.state]}>{t(`offers.state.${offer.state}`)}</Pill>
              </span>
              <span className="soft">
                {t('offers.rank', { wave: offer.wave, rank: offer.rank, score: quantity(Math.round(offer.score)) })}
                {offer.reasons.length > 0 && ` · ${offer.reasons.slice(0, 3).map(reasonText).join(', ')}`}
              </span>
              <span className="soft">{ledger(offer).join(' · ')}</span>
              {offer.reason && <span>{t('requests.reason_was', { reason: offer.reason })}</span>}
              {offer.proposed_at && <span>{t('offers.proposed', { when: date(offer.proposed_at, 'moment') })}</span>}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function ledger({ created_at, delivered_at, seen_at, answered_at, answered_by, expires_at, state }: Offer): string[] {
  const at = (key: 'offers.sent' | 'offers.delivered' | 'offers.seen', moment: string) => t(key, { time: date(moment, 'time') });
  return [
    at('offers.sent', created_at),
    delivered_at ? at('offers.delivered', delivered_at) : t('offers.not_delivered'),
    ...(seen_at ? [at('offers.seen', seen_at)] : []),
    ...(answered_at ? [t('offers.answered', { time: date(answered_at, 'time'), by: t(`offers.by.${answered_by ?? 'app'}`) })] : []),
    ...(state === 'open' ? [t('offers.until', { time: date(expires_at, 'time') })] : []),
  ];
}
