import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { take } from '@/kernel/api/client';
import { plain } from '@/kernel/api/plain';
import type { RequestSettings } from '@/kernel/api/services';
import { useProfile } from '@/kernel/auth/session';
import { useConnection } from '@/kernel/connection';
import { currencySign, moneyToText, parseMoney } from '@/kernel/format';
import { fold } from '@/kernel/format/fold';
import { t } from '@/kernel/i18n';
import { Button } from '@/ui/Button';
import { Card } from '@/ui/Card';
import { Check, NumberField, TextField } from '@/ui/Field';
import { Loaded } from '@/ui/Loaded';
import { FormError } from '@/ui/states';
import { toast } from '@/ui/Toast';
import { useForm } from '@/ui/useForm';
import { requestSettingsQuery } from './reads';
import { slugOf } from './slug';

/** The public form's address, and the rules that hold for every request. */
export function SettingsCard({ mayWrite }: { mayWrite: boolean }) {
  const query = useQuery(requestSettingsQuery());
  return (
    <Card title={t('form.title')}>
      <Loaded query={query}>{(settings) => <Settings key={settings.version} settings={settings} mayWrite={mayWrite} />}</Loaded>
    </Card>
  );
}

function Settings({ settings, mayWrite }: { settings: RequestSettings; mayWrite: boolean }) {
  const client = useQueryClient();
  const { tenant } = useProfile();
  const offline = useConnection().state === 'offline';
  const form = useForm(
    {
      open: settings.form_open,
      slug: settings.form_slug ?? slugOf(fold(tenant.name)),
      code: settings.start_code_required,
      fee: moneyToText(settings.cancel_fee),
      quote: moneyToText(settings.quote_threshold),
    },
    ({ slug, fee, quote }) => {
      const wrong = (text: string) => {
        const amount = parseMoney(text);
        return amount !== null && !(amount >= 0) ? t('check.amount') : undefined;
      };
      return { slug: /^[a-z0-9][a-z0-9-]{1,58}[a-z0-9]$/.test(slug) ? undefined : t('form.check_slug'), fee: wrong(fee), quote: wrong(quote) };
    },
  );
  const save = useMutation({
    mutationFn: (body: object) => take(plain<RequestSettings>('PATCH', '/api/v1/requests/settings', { body, headers: { 'If-Match': `"${settings.version}"` } })),
    onSettled: () => client.invalidateQueries({ queryKey: ['requests', 'settings'] }),
  });
  const send = async () => {
    const done = await form.submit(({ open, slug, code, fee, quote }) =>
      save.mutateAsync({ form_open: open, form_slug: slug, start_code_required: code, cancel_fee: parseMoney(fee) ?? 0, quote_threshold: parseMoney(quote) }),
    );
    if (done) toast(t('providers.saved'));
  };
  const copy = async (url: string) => {
    try {
      await navigator.clipboard.writeText(url);
      toast(t('action.copied'));
    } catch {
      toast(t('requests.link_copy_by_hand'));
    }
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
      <p className="soft">{t('form.text')}</p>
      {settings.form_url ? (
        <div className="row wrap">
          <a className="grow" href={settings.form_url} target="_blank" rel="noreferrer" style={{ overflowWrap: 'anywhere' }}>
            {settings.form_url}
          </a>
          <Button look="second" icon="copy" onClick={() => void copy(settings.form_url!)}>
            {t('action.copy')}
          </Button>
        </div>
      ) : (
        <p>{t('form.none')}</p>
      )}
      {mayWrite && (
        <>
          <FormError error={form.problem} />
          <TextField label={t('form.slug')} hint={t('form.slug_hint')} maxLength={60} autoComplete="off" autoCapitalize="none" {...form.bind('slug')} />
          <Check label={t('form.open')} checked={form.values.open} onChange={(event) => form.set('open', event.target.checked)} />
          <h3>{t('form.rules')}</h3>
          <Check label={t('form.code')} hint={t('form.code_hint')} checked={form.values.code} onChange={(event) => form.set('code', event.target.checked)} />
          <NumberField label={t('form.fee')} suffix={currencySign()} {...form.bind('fee')} />
          <NumberField label={t('form.quote')} optional hint={t('form.quote_hint')} suffix={currencySign()} {...form.bind('quote')} />
          <div className="row">
            <Button type="submit" icon="check" busy={form.busy} disabled={offline}>
              {t('action.save')}
            </Button>
          </div>
        </>
      )}
    </form>
  );
}
