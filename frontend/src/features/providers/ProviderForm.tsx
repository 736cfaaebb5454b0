import { useQuery } from '@tanstack/react-query';
import { take } from '@/kernel/api/client';
import { plain } from '@/kernel/api/plain';
import type { ProviderDetail } from '@/kernel/api/services';
import { currencySign, moneyToText, parseMoney } from '@/kernel/format';
import { newId } from '@/kernel/ids';
import { t } from '@/kernel/i18n';
import { fewProvidersQuery } from '@/entities/provider/reads';
import { servicesQuery } from '@/entities/service/reads';
import { zonesQuery } from '@/entities/zone/reads';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { NumberField, SelectField, TextArea, TextField } from '@/ui/Field';
import { FormError } from '@/ui/states';
import { toast } from '@/ui/Toast';
import { useForm } from '@/ui/useForm';
import { useState } from 'react';
import { Ticks } from './Ticks';

type Props = { provider: ProviderDetail | null; onClose: () => void; onSaved: (id: string) => void };

/** Who somebody is and what they cost; of a new one also what they do and where. */
export function ProviderForm({ provider, onClose, onSaved }: Props) {
  const [id] = useState(() => provider?.id ?? newId());
  const services = useQuery({ ...servicesQuery(), enabled: !provider }).data?.items ?? [];
  const zones = useQuery({ ...zonesQuery(), enabled: !provider }).data?.items ?? [];
  const leads = useQuery(fewProvidersQuery({})).data?.items ?? [];
  const [skills, setSkills] = useState<string[]>([]);
  const [places, setPlaces] = useState<string[]>([]);
  const form = useForm(
    {
      name: provider?.name ?? '',
      phone: provider?.phone ?? '',
      email: '',
      about: provider?.about ?? '',
      capacity: String(provider?.capacity ?? 2),
      callout_fee: moneyToText(provider?.callout_fee),
      hourly_rate: moneyToText(provider?.hourly_rate),
      lead_id: provider?.lead_id ?? '',
    },
    (values) => {
      const capacity = Number(values.capacity);
      const wrong = (text: string) => {
        const amount = parseMoney(text);
        return amount !== null && !(amount >= 0) ? t('check.amount') : undefined;
      };
      return {
        name: values.name.trim() ? undefined : t('check.required'),
        phone: values.phone.trim() ? undefined : t('check.required'),
        email: values.email.trim() && !/^\S+@\S+\.\S+$/.test(values.email.trim()) ? t('check.email') : undefined,
        capacity: Number.isInteger(capacity) && capacity >= 1 && capacity <= 50 ? undefined : t('providers.check_capacity'),
        callout_fee: wrong(values.callout_fee),
        hourly_rate: wrong(values.hourly_rate),
      };
    },
  );
  const send = async () => {
    const done = await form.submit(async (values) => {
      const body = {
        name: values.name.trim(),
        phone: values.phone.trim(),
        about: values.about.trim() || null,
        capacity: Number(values.capacity),
        callout_fee: parseMoney(values.callout_fee),
        hourly_rate: parseMoney(values.hourly_rate),
        lead_id: values.lead_id || null,
      };
      if (provider) await take(plain('PATCH', `/api/v1/providers/${id}`, { body, headers: { 'If-Match': `"${provider.version}"` } }));
      else await take(plain('POST', '/api/v1/providers', { body: { ...body, id, email: values.email.trim() || null, service_ids: skills, zone_ids: places } }));
    });
    if (!done) return;
    toast(t('providers.saved'));
    onSaved(id);
  };
  return (
    <Dialog
      title={t(provider ? 'providers.edit' : 'providers.new')}
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
        <FormError error={form.problem} />
        <TextField label={t('field.full_name')} maxLength={120} autoComplete="off" {...form.bind('name')} />
        <TextField label={t('field.phone')} type="tel" maxLength={30} autoComplete="off" hint={provider ? undefined : t('providers.phone_hint')} {...form.bind('phone')} />
        {!provider && <TextField label={t('field.email')} optional type="email" maxLength={200} autoComplete="off" {...form.bind('email')} />}
        {!provider && services.length > 0 && <Ticks label={t('providers.skills')} options={services.filter(({ is_active }) => is_active)} chosen={skills} onChange={setSkills} />}
        {!provider && zones.length > 0 && <Ticks label={t('providers.zones')} options={zones.filter(({ is_active }) => is_active)} chosen={places} onChange={setPlaces} />}
        <NumberField label={t('providers.capacity')} hint={t('providers.capacity_hint')} {...form.bind('capacity')} />
        <div className="two">
          <NumberField label={t('providers.callout_fee')} optional suffix={currencySign()} {...form.bind('callout_fee')} />
          <NumberField label={t('providers.hourly_rate')} optional suffix={currencySign()} {...form.bind('hourly_rate')} />
        </div>
        <SelectField label={t('providers.lead')} {...form.bind('lead_id')}>
          <option value="">{t('providers.no_lead')}</option>
          {leads
            .filter((one) => one.id !== id && one.lead_id === null && one.is_active)
            .map((one) => (
              <option key={one.id} value={one.id}>
                {one.name}
              </option>
            ))}
        </SelectField>
        <TextArea label={t('providers.about')} optional maxLength={2000} {...form.bind('about')} />
      </div>
    </Dialog>
  );
}
