import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ServiceKind } from '@/kernel/api/services';
import { useConnection } from '@/kernel/connection';
import { currencySign, money, moneyToText, parseMoney } from '@/kernel/format';
import { newId } from '@/kernel/ids';
import { t } from '@/kernel/i18n';
import { servicesQuery } from '@/entities/service/reads';
import { Button } from '@/ui/Button';
import { Card, Pill } from '@/ui/Card';
import { Dialog } from '@/ui/Dialog';
import { Check, NumberField, TextField } from '@/ui/Field';
import { Item } from '@/ui/List';
import { Loaded } from '@/ui/Loaded';
import { EmptyState } from '@/ui/states';
import { useForm } from '@/ui/useForm';
import { useChange } from './reads';

/** What clients can ask for. */
export function ServicesCard({ mayWrite }: { mayWrite: boolean }) {
  const query = useQuery(servicesQuery());
  const offline = useConnection().state === 'offline';
  const [edited, setEdited] = useState<ServiceKind | 'new' | null>(null);
  const add = mayWrite && (
    <Button look="second" small icon="plus" disabled={offline} onClick={() => setEdited('new')}>
      {t('services.new')}
    </Button>
  );
  return (
    <Card flush title={t('services.title')} aside={add}>
      <Loaded query={query}>
        {({ items }) =>
          items.length ? (
            <ul className="list">
              {items.map((service) => (
                <li key={service.id}>
                  <Item
                    title={service.name}
                    detail={`${service.base_price === null ? t('services.no_price') : money(service.base_price)} · ${t('services.about_minutes', { count: service.minutes })}`}
                    side={service.is_active ? undefined : <Pill>{t('services.inactive')}</Pill>}
                    onClick={mayWrite ? () => setEdited(service) : undefined}
                  />
                </li>
              ))}
            </ul>
          ) : (
            <EmptyState icon="wrench" title={t('services.none')} text={t('services.none_text')} />
          )
        }
      </Loaded>
      {edited && <ServiceDialog service={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />}
    </Card>
  );
}

function ServiceDialog({ service, onClose }: { service: ServiceKind | null; onClose: () => void }) {
  const save = useChange('services');
  const form = useForm(
    { name: service?.name ?? '', price: moneyToText(service?.base_price), minutes: String(service?.minutes ?? 60), is_active: service?.is_active ?? true },
    ({ name, price, minutes }) => {
      const amount = parseMoney(price);
      const long = Number(minutes);
      return {
        name: name.trim() ? undefined : t('check.required'),
        price: amount !== null && !(amount >= 0) ? t('check.amount') : undefined,
        minutes: Number.isInteger(long) && long >= 5 && long <= 1440 ? undefined : t('services.check_minutes'),
      };
    },
  );
  const send = async () => {
    const done = await form.submit(({ name, price, minutes, is_active }) => {
      const body = { name: name.trim(), base_price: parseMoney(price), minutes: Number(minutes) };
      return service
        ? save.mutateAsync({ path: `/services/${service.id}`, body: { ...body, is_active }, version: service.version })
        : save.mutateAsync({ path: '/services', method: 'POST', body: { ...body, id: newId() } });
    });
    if (done) onClose();
  };
  return (
    <Dialog
      title={t(service ? 'services.edit' : 'services.new')}
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
        <NumberField label={t('services.price')} optional hint={t('services.price_hint')} suffix={currencySign()} {...form.bind('price')} />
        <NumberField label={t('services.minutes')} {...form.bind('minutes')} />
        {service && (
          <>
            <Check label={t('services.active')} checked={form.values.is_active} onChange={(event) => form.set('is_active', event.target.checked)} />
            <div className="row wrap">
              <Button
                look="bad-plain"
                icon="trash"
                busy={save.isPending}
                onClick={() => save.mutate({ path: `/services/${service.id}`, method: 'DELETE' }, { onSuccess: onClose })}
              >
                {t('action.remove')}
              </Button>
              <span className="soft grow">{t('services.delete_text')}</span>
            </div>
          </>
        )}
      </div>
    </Dialog>
  );
}
