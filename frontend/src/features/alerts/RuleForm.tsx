import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useId, type ReactNode } from 'react';
import { api, take } from '@/kernel/api/client';
import type { AlertRule, AlertType } from '@/kernel/api/types';
import { useConnection } from '@/kernel/connection';
import { t } from '@/kernel/i18n';
import { Button } from '@/ui/Button';
import { Card } from '@/ui/Card';
import { Choices, SelectField, TextField } from '@/ui/Field';
import { FormError } from '@/ui/states';
import { toast } from '@/ui/Toast';
import { useForm } from '@/ui/useForm';
import { alertsChanged, settingsQuery } from './queries';
import { bodyOf, errorsOf, isAboutProducts, line, repeatText, REPEATS, valuesOf, type Delivery } from './rule';
import { Numbers } from './RuleNumbers';
import { ScopeFields } from './ScopeFields';
import { ToldFields } from './ToldFields';

type Props = {
  type: AlertType;
  /** Null for a new one. */
  rule: AlertRule | null;
  onSaved: () => void;
  /** What else can be done with a rule that there is; told whether the form holds more than was saved. */
  more?: (touched: boolean) => ReactNode;
};

/** What a rule watches, where, and who is told when. */
export function RuleForm({ type, rule, onSaved, more }: Props) {
  const id = useId();
  const client = useQueryClient();
  const offline = useConnection().state === 'offline';
  const digestAt = useQuery(settingsQuery()).data?.digest_at.slice(0, 5) ?? '07:00';
  const form = useForm(valuesOf(type, rule), (values) => errorsOf(type, values, rule !== null));
  const { values, set, bind, errors } = form;
  const own = t(`alerts.type.${type}`);
  const repeats = [...new Set([...REPEATS, Number(values.repeat_hours)])].sort((a, b) => a - b);

  const save = async () => {
    const done = await form.submit(async (now) => {
      const body = bodyOf(type, now);
      if (!rule) {
        await take<AlertRule>(api.POST('/api/v1/alerts/rules', { body: { ...body, type, is_active: true } }));
        return;
      }
      await take<AlertRule>(
        api.PATCH('/api/v1/alerts/rules/{rule_id}', { params: { path: { rule_id: rule.id } }, headers: { 'If-Match': `"${rule.version}"` }, body }),
      );
    });
    if (!done) return;
    await alertsChanged(client);
    toast(t('rules.saved'));
    onSaved();
  };

  return (
    <div className="stack">
      <form
        id={id}
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <FormError error={form.problem} />
        <div className="columns">
          <div className="stack">
            <Card title={own}>
              <div className="stack">
                <p className="soft">{t(`rules.type_hint.${type}`)}</p>
                <Numbers type={type} values={values} set={set} bind={bind} />
                <TextField label={t('rules.name')} optional={!rule} maxLength={120} autoComplete="off" hint={rule ? undefined : t('rules.name_hint')} {...bind('name')} />
              </div>
            </Card>
            {isAboutProducts(type) && <ScopeFields values={values} set={set} errors={errors} />}
          </div>
          <div className="stack">
            <ToldFields values={values} set={set} errors={errors} />
            <Card>
              <div className="stack">
                <Choices<Delivery>
                  label={t('rules.delivery')}
                  name="delivery"
                  value={values.delivery}
                  onChange={(value) => set('delivery', value)}
                  choices={[
                    { value: 'now', label: t('rules.delivery.now'), hint: t('rules.delivery_hint.now') },
                    { value: 'digest', label: t('rules.delivery.digest'), hint: t('rules.delivery_hint.digest', { time: digestAt }) },
                  ]}
                />
                <SelectField label={t('rules.repeat')} {...bind('repeat_hours')}>
                  {repeats.map((hours) => (
                    <option key={hours} value={hours}>
                      {line(repeatText(hours))}
                    </option>
                  ))}
                </SelectField>
              </div>
            </Card>
          </div>
        </div>
      </form>
      {offline && <p className="soft">{t('rules.needs_network')}</p>}
      <div className="row wrap">
        <Button type="submit" form={id} icon="check" busy={form.busy} disabled={offline}>
          {t('action.save')}
        </Button>
        {more?.(form.touched)}
      </div>
    </div>
  );
}

