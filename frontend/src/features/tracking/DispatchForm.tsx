import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { take } from '@/kernel/api/client';
import { plain } from '@/kernel/api/plain';
import type { DispatchSettings, Weights } from '@/kernel/api/services';
import { useConnection } from '@/kernel/connection';
import { integer, percent } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { Button } from '@/ui/Button';
import { Card } from '@/ui/Card';
import { Check } from '@/ui/Field';
import { Loaded } from '@/ui/Loaded';
import { FormError } from '@/ui/states';
import { toast } from '@/ui/Toast';
import { useForm } from '@/ui/useForm';
import { dispatchSettingsQuery } from './reads';
import { shares } from './shares';
import { Slider } from './Slider';

const FACTORS = ['skill', 'distance', 'zone', 'load', 'rating', 'fairness', 'availability', 'acceptance'] as const satisfies readonly (keyof Weights)[];

export function DispatchForm({ mayWrite }: { mayWrite: boolean }) {
  const query = useQuery(dispatchSettingsQuery());
  return <Loaded query={query}>{(settings) => <Form key={settings.version} settings={settings} mayWrite={mayWrite} />}</Loaded>;
}

/** How providers are chosen: what counts how much, and how long each has for an answer. */
function Form({ settings, mayWrite }: { settings: DispatchSettings; mayWrite: boolean }) {
  const client = useQueryClient();
  const offline = useConnection().state === 'offline';
  const { weights: w, version, ...rest } = settings;
  const form = useForm({ ...rest, ...w }, () => ({}));
  const { values, set } = form;
  const weights = Object.fromEntries(FACTORS.map((factor) => [factor, values[factor]])) as Weights;
  const share = shares(weights);
  const save = useMutation({
    mutationFn: () => {
      const { offer_seconds, urgent_offer_seconds, wave_size, waves, search_minutes, radius_km, auto_redirect } = values;
      const body = { offer_seconds, urgent_offer_seconds, wave_size, waves, search_minutes, radius_km, auto_redirect, weights };
      return take(plain<DispatchSettings>('PATCH', '/api/v1/dispatch/settings', { body, headers: { 'If-Match': `"${version}"` } }));
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['dispatch'] }),
  });
  const send = async () => {
    if (await form.submit(() => save.mutateAsync())) toast(t('providers.saved'));
  };
  const slider = (name: 'offer_seconds' | 'urgent_offer_seconds' | 'wave_size' | 'waves' | 'search_minutes' | 'radius_km', min: number, max: number, step: number) => (
    <Slider label={t(`dispatch.${name}`)} value={values[name]} shown={t(`dispatch.${name}_value`, { count: values[name] })} min={min} max={Math.max(max, values[name])} step={step} disabled={!mayWrite} onChange={(value) => set(name, value)} />
  );
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
      <Card title={t('dispatch.weights')}>
        <div className="stack">
          <p className="soft">{t('dispatch.weights_hint')}</p>
          {FACTORS.map((factor) => (
            <Slider
              key={factor}
              label={t(`dispatch.factor.${factor}`)}
              hint={t(`dispatch.factor_hint.${factor}`)}
              value={values[factor]}
              shown={percent(share[factor], 0)}
              min={0}
              max={100}
              step={1}
              disabled={!mayWrite}
              onChange={(value) => set(factor, value)}
            />
          ))}
        </div>
      </Card>
      <Card title={t('dispatch.offers')}>
        <div className="stack">
          {slider('wave_size', 1, 20, 1)}
          {slider('waves', 1, 20, 1)}
          {slider('offer_seconds', 30, 900, 30)}
          {slider('urgent_offer_seconds', 30, 600, 15)}
          {slider('search_minutes', 5, 240, 5)}
          {slider('radius_km', 1, 60, 1)}
          <Check
            label={t('dispatch.auto_redirect')}
            hint={t('dispatch.auto_redirect_hint')}
            checked={values.auto_redirect}
            disabled={!mayWrite}
            onChange={(event) => set('auto_redirect', event.target.checked)}
          />
          <p className="soft">{t('dispatch.at_most', { people: integer(values.wave_size * values.waves) })}</p>
        </div>
      </Card>
      {mayWrite && (
        <div className="row">
          <Button type="submit" icon="check" busy={form.busy} disabled={offline}>
            {t('action.save')}
          </Button>
        </div>
      )}
    </form>
  );
}
