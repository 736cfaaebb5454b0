import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { take } from '@/kernel/api/client';
import { plain } from '@/kernel/api/plain';
import { explain } from '@/kernel/api/problem';
import type { City, Zone } from '@/kernel/api/services';
import { useProfile } from '@/kernel/auth/session';
import { useConnection } from '@/kernel/connection';
import { parseNumber, quantity, quantityToText } from '@/kernel/format';
import { newId } from '@/kernel/ids';
import { t } from '@/kernel/i18n';
import { byCity, zonesQuery } from '@/entities/zone/reads';
import { Button } from '@/ui/Button';
import { Card, Pill } from '@/ui/Card';
import { Dialog } from '@/ui/Dialog';
import { Check, NumberField, TextField } from '@/ui/Field';
import { Item } from '@/ui/List';
import { Loaded } from '@/ui/Loaded';
import { EmptyState } from '@/ui/states';
import { toast } from '@/ui/Toast';
import { useForm } from '@/ui/useForm';
import { useChange } from './reads';

const CITIES = ['dakar', 'douala', 'yaounde', 'abidjan'] as const satisfies readonly City[];
/** The city that a company of that country most likely serves. */
const LIKELY: Record<string, City> = { SN: 'dakar', CM: 'douala', CI: 'abidjan' };

/** The districts that are served, city by city; those of a known city are added at once. */
export function ZonesCard({ mayWrite }: { mayWrite: boolean }) {
  const query = useQuery(zonesQuery());
  const offline = useConnection().state === 'offline';
  const [edited, setEdited] = useState<Zone | 'new' | null>(null);
  return (
    <Card
      flush
      title={t('zones.title')}
      aside={
        mayWrite && (
          <Button look="second" small icon="plus" disabled={offline} onClick={() => setEdited('new')}>
            {t('zones.new')}
          </Button>
        )
      }
    >
      <Loaded query={query}>
        {({ items }) => (
          <>
            {items.length === 0 && <EmptyState icon="pin" title={t('zones.none')} text={t('zones.none_text')} />}
            {byCity(items).map(([city, zones]) => (
              <section key={city} aria-label={city}>
                <h3 className="list-head">{city}</h3>
                <ul className="list">
                  {zones.map((zone) => (
                    <li key={zone.id}>
                      <Item
                        title={zone.name}
                        detail={t('zones.km', { km: quantity(zone.radius_km) })}
                        side={zone.is_active ? undefined : <Pill>{t('services.inactive')}</Pill>}
                        onClick={mayWrite ? () => setEdited(zone) : undefined}
                      />
                    </li>
                  ))}
                </ul>
              </section>
            ))}
          </>
        )}
      </Loaded>
      {mayWrite && <ReadyMade disabled={offline} />}
      {edited && <ZoneDialog zone={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />}
    </Card>
  );
}

function ReadyMade({ disabled }: { disabled: boolean }) {
  const client = useQueryClient();
  const { tenant } = useProfile();
  const [city, setCity] = useState<City>(LIKELY[tenant.country] ?? 'dakar');
  const add = useMutation({
    mutationFn: () => take(plain<{ items: Zone[] }>('POST', '/api/v1/zones/ready-made', { body: { city } })),
    onSuccess: ({ items }) => {
      toast(items.length ? t('zones.added', { count: items.length }) : t('zones.none_added'));
      void client.invalidateQueries({ queryKey: ['zones'] });
    },
    onError: (error) => toast(explain(error).title, { bad: true }),
  });
  return (
    <div className="card-foot row wrap" style={{ paddingBlock: 12 }}>
      <span>{t('zones.ready')}</span>
      <div className="input">
        <select aria-label={t('zones.city')} value={city} onChange={(event) => setCity(event.target.value as City)}>
          {CITIES.map((value) => (
            <option key={value} value={value}>
              {t(`zones.city.${value}`)}
            </option>
          ))}
        </select>
      </div>
      <Button look="second" icon="plus" busy={add.isPending} disabled={disabled} onClick={() => add.mutate()}>
        {t('zones.add')}
      </Button>
    </div>
  );
}

function ZoneDialog({ zone, onClose }: { zone: Zone | null; onClose: () => void }) {
  const save = useChange('zones');
  const form = useForm(
    {
      name: zone?.name ?? '',
      city: zone?.city ?? '',
      latitude: zone ? String(zone.latitude) : '',
      longitude: zone ? String(zone.longitude) : '',
      radius: quantityToText(zone?.radius_km ?? 2),
      is_active: zone?.is_active ?? true,
    },
    ({ name, city, latitude, longitude, radius }) => {
      const between = (text: string, most: number) => {
        const value = parseNumber(text);
        return value !== null && Math.abs(value) <= most;
      };
      const wide = parseNumber(radius);
      return {
        name: name.trim() ? undefined : t('check.required'),
        city: city.trim() ? undefined : t('check.required'),
        latitude: between(latitude, 90) ? undefined : t('zones.check_place'),
        longitude: between(longitude, 180) ? undefined : t('zones.check_place'),
        radius: wide !== null && wide >= 0.1 && wide <= 100 ? undefined : t('zones.check_radius'),
      };
    },
  );
  const send = async () => {
    const done = await form.submit(({ name, city, latitude, longitude, radius, is_active }) => {
      const body = { name: name.trim(), city: city.trim(), latitude: parseNumber(latitude), longitude: parseNumber(longitude), radius_km: parseNumber(radius) };
      return zone
        ? save.mutateAsync({ path: `/zones/${zone.id}`, body: { ...body, is_active }, version: zone.version })
        : save.mutateAsync({ path: '/zones', method: 'POST', body: { ...body, id: newId() } });
    });
    if (done) onClose();
  };
  const here = () =>
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        form.set('latitude', coords.latitude.toFixed(5));
        form.set('longitude', coords.longitude.toFixed(5));
      },
      () => toast(t('zones.no_position'), { bad: true }),
    );
  return (
    <Dialog
      title={t(zone ? 'zones.edit' : 'zones.new')}
      onClose={onClose}
      onSubmit={() => void send()}
      foot={
        <>
          <Button look="second" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" busy={form.busy}>
            {t('action.save')}
          </Button>
        </>
      }
    >
      <div className="stack">
        <TextField label={t('field.name')} maxLength={120} autoComplete="off" {...form.bind('name')} />
        <TextField label={t('zones.city')} maxLength={120} autoComplete="off" {...form.bind('city')} />
        <div className="two">
          <TextField label={t('zones.latitude')} inputMode="decimal" autoComplete="off" {...form.bind('latitude')} />
          <TextField label={t('zones.longitude')} inputMode="decimal" autoComplete="off" {...form.bind('longitude')} />
        </div>
        <div className="row">
          <Button look="plain" icon="pin" onClick={here}>
            {t('zones.here')}
          </Button>
        </div>
        <NumberField label={t('zones.radius')} {...form.bind('radius')} />
        {zone && (
          <>
            <Check label={t('zones.active')} checked={form.values.is_active} onChange={(event) => form.set('is_active', event.target.checked)} />
            <div className="row">
              <Button look="bad-plain" icon="trash" busy={save.isPending} onClick={() => save.mutate({ path: `/zones/${zone.id}`, method: 'DELETE' }, { onSuccess: onClose })}>
                {t('action.remove')}
              </Button>
            </div>
          </>
        )}
      </div>
    </Dialog>
  );
}
