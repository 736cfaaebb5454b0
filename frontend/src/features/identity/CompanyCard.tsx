import { api, take } from '@/kernel/api/client';
import type { Tenant } from '@/kernel/api/types';
import { updateProfile, useProfile } from '@/kernel/auth/session';
import { t } from '@/kernel/i18n';
import { Button } from '@/ui/Button';
import { Card } from '@/ui/Card';
import { SelectField, TextField } from '@/ui/Field';
import { FormError } from '@/ui/states';
import { toast } from '@/ui/Toast';
import { useForm } from '@/ui/useForm';
import { required } from './checks';
import { COUNTRIES } from './countries';
import { halvesOf, HalvesField, halvesWord } from './HalvesField';

export function CompanyCard({ mayWrite }: { mayWrite: boolean }) {
  const { tenant } = useProfile();
  return (
    <Card title={t('settings.company')}>
      {mayWrite ? (
        <CompanyForm key={tenant.version} tenant={tenant} />
      ) : (
        <dl className="facts">
          <div>
            <dt>{t('field.company')}</dt>
            <dd>{tenant.name}</dd>
          </div>
          <div>
            <dt>{t('field.currency')}</dt>
            <dd>{tenant.currency}</dd>
          </div>
          {tenant.address && (
            <div>
              <dt>{t('field.address')}</dt>
              <dd>{tenant.address}</dd>
            </div>
          )}
        </dl>
      )}
    </Card>
  );
}

function CompanyForm({ tenant }: { tenant: Tenant }) {
  const zones = [...new Set([tenant.time_zone, ...Object.values(COUNTRIES).map(({ zone }) => zone)])].sort();
  const form = useForm(
    {
      name: tenant.name,
      halves: halvesWord(tenant.halves),
      ninea: tenant.ninea ?? '',
      phone: tenant.phone ?? '',
      address: tenant.address ?? '',
      language: tenant.language as string,
      time_zone: tenant.time_zone as string,
    },
    (values) => ({ name: required(values.name) }),
  );
  const send = async () => {
    const done = await form.submit(async (values) => {
      const text = (value: string) => value.trim() || null;
      const next = await take<Tenant>(
        api.PATCH('/api/v1/tenant', {
          headers: { 'If-Match': `"${tenant.version}"` },
          body: {
            name: values.name.trim(),
            halves: halvesOf(values.halves),
            ninea: text(values.ninea),
            phone: text(values.phone),
            address: text(values.address),
            language: values.language as Tenant['language'],
            time_zone: values.time_zone,
          },
        }),
      );
      updateProfile({ tenant: next });
    });
    if (done) toast(t('saved.company'));
  };
  return (
    <form
      className="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <FormError error={form.problem} />
      <TextField label={t('field.company')} autoComplete="organization" {...form.bind('name')} />
      <HalvesField {...form.bind('halves')} />
      <div className="two">
        {tenant.country === 'SN' && <TextField label={t('field.ninea')} optional {...form.bind('ninea')} />}
        <TextField label={t('field.phone')} optional type="tel" {...form.bind('phone')} />
      </div>
      <TextField label={t('field.address')} optional autoComplete="street-address" {...form.bind('address')} />
      <div className="two">
        <SelectField label={t('settings.company_language')} {...form.bind('language')}>
          <option value="fr">{t('language.fr')}</option>
          <option value="en">{t('language.en')}</option>
        </SelectField>
        <SelectField label={t('field.time_zone')} {...form.bind('time_zone')}>
          {zones.map((zone) => (
            <option key={zone} value={zone}>
              {zone.replace('_', ' ')}
            </option>
          ))}
        </SelectField>
      </div>
      <p className="soft">{t('settings.currency_fixed', { currency: tenant.currency })}</p>
      <div className="row">
        <Button type="submit" busy={form.busy} disabled={!form.touched}>
          {t('action.save')}
        </Button>
      </div>
    </form>
  );
}
