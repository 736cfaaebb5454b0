import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api, take } from '@/kernel/api/client';
import type { ForecastSettings } from '@/kernel/api/types';
import { useConnection } from '@/kernel/connection';
import { percent } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { Button } from '@/ui/Button';
import { Card } from '@/ui/Card';
import { SelectField } from '@/ui/Field';
import { Loaded } from '@/ui/Loaded';
import { FormError, Skeleton } from '@/ui/states';
import { toast } from '@/ui/Toast';
import { useForm } from '@/ui/useForm';
import { forecastSettingsQuery } from './reads';

/** How far the shop looks ahead, how often it orders, and how seldom a shelf may be empty. */
export function ForecastSettingsCard({ mayWrite }: { mayWrite: boolean }) {
  const query = useQuery(forecastSettingsQuery());
  return (
    <Card title={t('forecast.settings')}>
      <Loaded query={query} skeleton={<Skeleton height={320} />}>
        {(settings) => <SettingsForm key={settings.version} settings={settings} mayWrite={mayWrite} />}
      </Loaded>
    </Card>
  );
}

type Level = ForecastSettings['service_a'];
const HORIZONS = [7, 10, 15, 21, 30];
const REVIEWS = [1, 2, 3, 7, 14, 30];
const LEVELS: readonly Level[] = [0.98, 0.95, 0.9];
const CLASSES = ['a', 'b', 'c'] as const;

const among = (usual: readonly number[], now: number): number[] => [...new Set([...usual, now])].sort((a, b) => a - b);

function SettingsForm({ settings, mayWrite }: { settings: ForecastSettings; mayWrite: boolean }) {
  const client = useQueryClient();
  const offline = useConnection().state === 'offline';
  const still = !mayWrite || offline;
  const form = useForm(
    {
      horizon_days: String(settings.horizon_days),
      review_days: String(settings.review_days),
      service_a: String(settings.service_a),
      service_b: String(settings.service_b),
      service_c: String(settings.service_c),
    },
    () => ({}),
  );
  const save = async () => {
    const done = await form.submit(async ({ horizon_days, review_days, service_a, service_b, service_c }) => {
      const level = (text: string) => Number(text) as Level;
      const next = await take<ForecastSettings>(
        api.PATCH('/api/v1/forecasts/settings', {
          headers: { 'If-Match': `"${settings.version}"` },
          body: { horizon_days: Number(horizon_days), review_days: Number(review_days), service_a: level(service_a), service_b: level(service_b), service_c: level(service_c) },
        }),
      );
      client.setQueryData(forecastSettingsQuery().queryKey, next);
      // What was foretold, and the copy of the settings that this device keeps.
      void client.invalidateQueries({ queryKey: ['predictions'] });
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
      <SelectField label={t('forecast.horizon')} hint={t('forecast.horizon_hint')} disabled={still} {...form.bind('horizon_days')}>
        {among(HORIZONS, settings.horizon_days).map((count) => (
          <option key={count} value={count}>
            {t('suppliers.days', { count })}
          </option>
        ))}
      </SelectField>
      <SelectField label={t('forecast.review')} hint={t('forecast.review_hint')} disabled={still} {...form.bind('review_days')}>
        {among(REVIEWS, settings.review_days).map((count) => (
          <option key={count} value={count}>
            {t('forecast.every', { count })}
          </option>
        ))}
      </SelectField>
      <fieldset className="field">
        <legend>{t('forecast.service')}</legend>
        <p className="hint">{t('forecast.service_hint')}</p>
        <div className="stack">
          {CLASSES.map((one) => (
            <SelectField key={one} label={t(`forecast.class.${one}`)} hint={t(`forecast.class.${one}_hint`)} disabled={still} {...form.bind(`service_${one}`)}>
              {LEVELS.map((level) => (
                <option key={level} value={String(level)}>
                  {t('forecast.level', { word: t(level === 0.98 ? 'forecast.level.high' : level === 0.95 ? 'forecast.level.middle' : 'forecast.level.low'), share: percent(level, 0) })}
                </option>
              ))}
            </SelectField>
          ))}
        </div>
      </fieldset>
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
