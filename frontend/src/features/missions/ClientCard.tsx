import { money } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { Card } from '@/ui/Card';
import { Icon } from '@/ui/icons';
import type { MissionCopy } from '@/entities/mission/copy';
import { placeText, UrgencyPill, wishText } from '@/entities/mission/words';

/** Who it is for, where, and how one speaks with them. */
export function ClientCard({ mission }: { mission: MissionCopy }) {
  const { client_name, client_phone, description, budget, latitude, longitude, urgency } = mission;
  return (
    <Card title={client_name} aside={<UrgencyPill urgency={urgency} />}>
      <div className="stack">
        <dl className="facts">
          <div className="whole">
            <dt>{t('p.place')}</dt>
            <dd>{placeText(mission)}</dd>
          </div>
          <div>
            <dt>{t('p.when')}</dt>
            <dd>{wishText(mission)}</dd>
          </div>
          {budget !== null && (
            <div>
              <dt>{t('p.budget')}</dt>
              <dd className="num">{money(budget)}</dd>
            </div>
          )}
        </dl>
        {description && <blockquote className="told-words">{description}</blockquote>}
        <div className="row wrap">
          {client_phone && (
            <>
              <a className="button second grow" href={`tel:${client_phone}`} aria-label={t('action.call', { name: client_name })}>
                <Icon name="phone" size={20} />
                {t('mission.call')}
              </a>
              <a className="button second grow" href={`https://wa.me/${client_phone.replace(/\D/g, '')}`} target="_blank" rel="noreferrer">
                <Icon name="chat" size={20} />
                {t('mission.whatsapp')}
              </a>
            </>
          )}
          {latitude !== null && longitude !== null && (
            <a className="button second grow" href={`geo:${latitude},${longitude}?q=${latitude},${longitude}`}>
              <Icon name="pin" size={20} />
              {t('mission.map')}
            </a>
          )}
        </div>
      </div>
    </Card>
  );
}
