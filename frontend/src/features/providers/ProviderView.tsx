import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import type { ProviderDetail } from '@/kernel/api/services';
import { useConnection } from '@/kernel/connection';
import { money } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { Availability, Rating } from '@/entities/provider/words';
import { servicesQuery } from '@/entities/service/reads';
import { zonesQuery } from '@/entities/zone/reads';
import { Button, ButtonLink } from '@/ui/Button';
import { Card } from '@/ui/Card';
import { Confirm } from '@/ui/Dialog';
import { Icon } from '@/ui/icons';
import { AbsencesCard } from './AbsencesCard';
import { CertificatesCard } from './CertificatesCard';
import { weekOf } from './hours';
import { HoursDialog, weekdayName } from './HoursDialog';
import { PhotoPart } from './PhotoPart';
import { ProviderForm } from './ProviderForm';
import { providersChanged, useChange } from './reads';
import { SkillsDialog, ZonesDialog } from './SkillsDialog';

type Part = 'form' | 'skills' | 'zones' | 'hours' | 'off';

/** Somebody who is sent out: who they are, what they do where and when, and why they are not asked. */
export function ProviderView({ provider, mayWrite }: { provider: ProviderDetail; mayWrite: boolean }) {
  const [part, setPart] = useState<Part | null>(null);
  const client = useQueryClient();
  const close = () => setPart(null);
  const offline = useConnection().state === 'offline';
  const change = useChange('providers');
  const edit = (which: Part) =>
    mayWrite && (
      <Button look="plain" small icon="edit" disabled={offline} onClick={() => setPart(which)}>
        {t('action.edit')}
      </Button>
    );
  return (
    <div className="columns">
      <div className="stack">
        <Card title={t('providers.profile')} aside={edit('form')}>
          <div className="stack">
            <div className="row wrap">
              <PhotoPart provider={provider} mayWrite={mayWrite && !offline} />
              <div className="stack tight">
                <Availability provider={provider} />
                <Rating rating={provider.rating} count={provider.rating_count} />
                <span className="soft">{t('providers.load', { load: provider.load, capacity: provider.capacity })}</span>
              </div>
            </div>
            {provider.about && <p className="lines">{provider.about}</p>}
            <dl className="facts">
              <Fact name={t('field.phone')}>
                <a className="num" href={`tel:${provider.phone}`}>{provider.phone}</a>
              </Fact>
              <Fact name={t('providers.callout_fee')}>{money(provider.callout_fee)}</Fact>
              <Fact name={t('providers.hourly_rate')}>{money(provider.hourly_rate)}</Fact>
              <Fact name={t('providers.auto_accept')}>{t(provider.auto_accept ? 'action.yes' : 'action.no')}</Fact>
              <Fact name={t('providers.signs_in')}>{t(provider.user_id ? 'action.yes' : 'action.no')}</Fact>
            </dl>
            {provider.team.length > 0 && (
              <p>
                {t('providers.team')}{' '}
                {provider.team.map(({ id, name }, index) => (
                  <span key={id}>
                    {index > 0 && ', '}
                    <Link href={`/providers/${id}`}>{name}</Link>
                  </span>
                ))}
              </p>
            )}
            <div className="row wrap">
              <ButtonLink to={`/requests?provider=${provider.id}`} look="second" icon="receipt">
                {t('providers.their_requests')}
              </ButtonLink>
              {mayWrite && (
                <Button look={provider.is_active ? 'bad-plain' : 'second'} disabled={offline} onClick={() => setPart('off')}>
                  {t(provider.is_active ? 'providers.deactivate' : 'providers.activate')}
                </Button>
              )}
            </div>
          </div>
        </Card>
        <AbsencesCard provider={provider} mayWrite={mayWrite && !offline} />
        <CertificatesCard provider={provider} mayWrite={mayWrite && !offline} />
      </div>
      <div className="stack">
        <Skills provider={provider} edit={edit('skills')} />
        <Zones provider={provider} edit={edit('zones')} />
        <Card title={t('providers.hours')} aside={edit('hours')}>
          {provider.hours.length ? (
            <dl>
              {weekOf(provider.hours).map((spans, weekday) => (
                <div key={weekday} className="sum">
                  <dt>{weekdayName(weekday)}</dt>
                  <dd className="num">{spans.length ? spans.map(({ opens, closes }) => `${opens} – ${closes}`).join(', ') : '—'}</dd>
                </div>
              ))}
            </dl>
          ) : (
            <p className="soft">{t('providers.any_hour')}</p>
          )}
        </Card>
      </div>
      {part === 'form' && <ProviderForm provider={provider} onClose={close} onSaved={() => void providersChanged(client).then(close)} />}
      {part === 'skills' && <SkillsDialog provider={provider} onClose={close} />}
      {part === 'zones' && <ZonesDialog provider={provider} onClose={close} />}
      {part === 'hours' && <HoursDialog provider={provider} onClose={close} />}
      {part === 'off' && (
        <Confirm
          title={t(provider.is_active ? 'providers.deactivate' : 'providers.activate')}
          text={t(provider.is_active ? 'providers.deactivate_text' : 'providers.activate_text', { name: provider.name })}
          action={t(provider.is_active ? 'providers.deactivate' : 'providers.activate')}
          busy={change.isPending}
          onClose={close}
          onConfirm={() => change.mutate({ path: `/providers/${provider.id}`, body: { is_active: !provider.is_active }, version: provider.version }, { onSuccess: close })}
        />
      )}
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Skills({ provider, edit }: { provider: ProviderDetail; edit: ReactNode }) {
  const services = useQuery(servicesQuery()).data?.items ?? [];
  const name = new Map(services.map((service) => [service.id, service.name]));
  return (
    <Card title={t('providers.skills')} aside={edit}>
      {provider.skills.length ? (
        <ul className="list">
          {provider.skills.map(({ service_id, level }) => (
            <li key={service_id} className="sum">
              <span>{name.get(service_id) ?? '—'}</span>
              <span className="soft">{t(`providers.level.${level as 1 | 2 | 3}`)}</span>
            </li>
          ))}
        </ul>
      ) : (
        <p className="warn with-icon">
          <Icon name="alert" size={20} />
          {t('providers.no_skills')}
        </p>
      )}
    </Card>
  );
}

function Zones({ provider, edit }: { provider: ProviderDetail; edit: ReactNode }) {
  const zones = useQuery(zonesQuery()).data?.items ?? [];
  const chosen = zones.filter(({ id }) => provider.zones.includes(id)).map(({ name }) => name);
  return (
    <Card title={t('providers.zones')} aside={edit}>
      <p className={chosen.length ? undefined : 'soft'}>{chosen.length ? chosen.join(', ') : t('providers.any_zone')}</p>
    </Card>
  );
}
