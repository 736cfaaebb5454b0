import { useQuery } from '@tanstack/react-query';
import type { Me } from '@/kernel/api/missions';
import { useConnection } from '@/kernel/connection';
import { t } from '@/kernel/i18n';
import { Button } from '@/ui/Button';
import { Card, Pill } from '@/ui/Card';
import { TextArea } from '@/ui/Field';
import { Icon } from '@/ui/icons';
import { Item } from '@/ui/List';
import { Loaded } from '@/ui/Loaded';
import { FormError } from '@/ui/states';
import { toast } from '@/ui/Toast';
import { useForm } from '@/ui/useForm';
import { meQuery, useMeChange } from '@/entities/provider/me';
import { useNames } from '@/entities/provider/names';
import { PhotoCard } from './PhotoCard';

/** Oneself, as the company and its clients see one. */
export function ProfileBoard() {
  const query = useQuery(meQuery());
  return (
    <Loaded query={query}>
      {(me) => (
        <div className="columns">
          <div className="stack">
            <PhotoCard me={me} />
            <Card flush>
              <ul className="list">
                <li>
                  <Item to="/p/profile/hours" lead={<Icon name="calendar" />} title={t('p.hours.title')} detail={t('p.hours.detail')} />
                </li>
                <li>
                  <Item to="/p/profile/settings" lead={<Icon name="settings" />} title={t('nav.settings')} detail={t('p.settings.detail')} />
                </li>
              </ul>
            </Card>
            <AboutCard key={me.version} me={me} />
          </div>
          <div className="stack">
            <Skills me={me} />
            <PlaceCard me={me} />
          </div>
        </div>
      )}
    </Loaded>
  );
}

/** Set by the company; here they are read. */
function Skills({ me }: { me: Me }) {
  const { services, zones } = useNames();
  const named = me.skills.map(({ service_id, level }) => ({ id: service_id, level, name: services.get(service_id) })).filter(({ name }) => name);
  const places = me.zones.map((id) => zones.get(id)).filter(Boolean);
  return (
    <Card title={t('p.skills')}>
      <div className="stack tight">
        <p className="soft">{t('p.skills_text')}</p>
        {named.length ? (
          <ul className="list">
            {named.map(({ id, name, level }) => (
              <li key={id} className="sum">
                <span>{name}</span>
                <Pill tone={level >= 3 ? 'ok' : 'neutral'}>{t(`p.level.${level >= 3 ? 3 : level === 2 ? 2 : 1}`)}</Pill>
              </li>
            ))}
          </ul>
        ) : (
          <p>{t('p.skills_count', { count: me.skills.length })}</p>
        )}
        <h3>{t('p.zones')}</h3>
        <p>{places.length ? places.join(', ') : t('p.zones_count', { count: me.zones.length })}</p>
      </div>
    </Card>
  );
}

function AboutCard({ me }: { me: Me }) {
  const offline = useConnection().state === 'offline';
  const change = useMeChange(t('p.saved'));
  const form = useForm({ about: me.about ?? '' }, () => ({}));
  return (
    <Card title={t('p.about')}>
      <form
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void form.submit(({ about }) => change.mutateAsync({ method: 'PATCH', body: { about: about.trim() || null } }));
        }}
      >
        <FormError error={form.problem} />
        <TextArea label={t('p.about_label')} optional rows={4} maxLength={2000} hint={t('p.about_hint')} {...form.bind('about')} />
        <div className="row">
          <Button type="submit" busy={form.busy} disabled={!form.touched || offline}>
            {t('action.save')}
          </Button>
        </div>
      </form>
    </Card>
  );
}

/** Where one sets out from, which distances are counted from. */
function PlaceCard({ me }: { me: Me }) {
  const offline = useConnection().state === 'offline';
  const change = useMeChange(t('p.saved'));
  const here = () =>
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => change.mutate({ method: 'PATCH', body: { latitude: coords.latitude, longitude: coords.longitude } }),
      () => toast(t('p.place_refused'), { bad: true }),
      { enableHighAccuracy: true, timeout: 15_000 },
    );
  return (
    <Card title={t('p.base')}>
      <div className="stack tight">
        <p>{me.latitude === null || me.longitude === null ? t('p.base_none') : t('p.base_known')}</p>
        <p className="soft">{t('p.base_hint')}</p>
        <div className="row wrap">
          <Button look="second" icon="pin" busy={change.isPending} disabled={offline} onClick={here}>
            {t('p.base_here')}
          </Button>
          {me.latitude !== null && (
            <Button look="bad-plain" disabled={offline} onClick={() => change.mutate({ method: 'PATCH', body: { latitude: null, longitude: null } })}>
              {t('p.base_forget')}
            </Button>
          )}
        </div>
      </div>
    </Card>
  );
}
