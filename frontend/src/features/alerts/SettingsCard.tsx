import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api, take } from '@/kernel/api/client';
import type { AlertSettings } from '@/kernel/api/types';
import { useConnection } from '@/kernel/connection';
import { t } from '@/kernel/i18n';
import { Button } from '@/ui/Button';
import { Card } from '@/ui/Card';
import { Check, SelectField, TextField } from '@/ui/Field';
import { Loaded } from '@/ui/Loaded';
import { FormError, Skeleton } from '@/ui/states';
import { toast } from '@/ui/Toast';
import { useForm } from '@/ui/useForm';
import { settingsQuery } from './queries';

/** When the morning's message goes out, and how messages of the day are gathered. */
export function SettingsCard({ mayWrite }: { mayWrite: boolean }) {
  const query = useQuery(settingsQuery());
  return (
    <Card title={t('rules.settings')}>
      <Loaded query={query} skeleton={<Skeleton height={220} />}>
        {(settings) => <SettingsForm key={settings.version} settings={settings} mayWrite={mayWrite} />}
      </Loaded>
    </Card>
  );
}

const MINUTES = [0, 5, 10, 15, 30, 60, 120];

function SettingsForm({ settings, mayWrite }: { settings: AlertSettings; mayWrite: boolean }) {
  const client = useQueryClient();
  const offline = useConnection().state === 'offline';
  const form = useForm({ digest_at: settings.digest_at.slice(0, 5), digest_on: settings.digest_on, group_minutes: String(settings.group_minutes) }, ({ digest_at }) => ({
    digest_at: digest_at ? undefined : t('check.required'),
  }));
  const { values, set, bind } = form;
  const still = !mayWrite || offline;
  const minutes = [...new Set([...MINUTES, settings.group_minutes])].sort((a, b) => a - b);
  const save = async () => {
    const done = await form.submit(async ({ digest_at, digest_on, group_minutes }) => {
      const next = await take<AlertSettings>(
        api.PATCH('/api/v1/alerts/settings', { headers: { 'If-Match': `"${settings.version}"` }, body: { digest_at, digest_on, group_minutes: Number(group_minutes) } }),
      );
      client.setQueryData(settingsQuery().queryKey, next);
    });
    if (done) toast(t('rules.settings_saved'));
  };
  return (
    <form
      className="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <FormError error={form.problem} />
      <Check role="switch" label={t('rules.digest_on')} hint={t('rules.digest_on_hint')} checked={values.digest_on} disabled={still} onChange={(event) => set('digest_on', event.target.checked)} />
      <TextField label={t('rules.digest_at')} type="time" disabled={still || !values.digest_on} {...bind('digest_at')} />
      <SelectField label={t('rules.group_minutes')} hint={t('rules.group_hint')} disabled={still} {...bind('group_minutes')}>
        {minutes.map((count) => (
          <option key={count} value={count}>
            {count ? t('rules.minutes', { count }) : t('rules.group_none')}
          </option>
        ))}
      </SelectField>
      {mayWrite && (
        <div className="row">
          <Button type="submit" look="second" busy={form.busy} disabled={still || !form.touched}>
            {t('action.save')}
          </Button>
        </div>
      )}
    </form>
  );
}
