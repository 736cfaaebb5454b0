import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { take } from '@/kernel/api/client';
import { plain } from '@/kernel/api/plain';
import { explain } from '@/kernel/api/problem';
import type { EscalationRule, EscalationStep, Target, Urgency } from '@/kernel/api/services';
import { useConnection } from '@/kernel/connection';
import { t } from '@/kernel/i18n';
import { URGENCIES } from '@/entities/request/words';
import { servicesQuery } from '@/entities/service/reads';
import { zonesQuery } from '@/entities/zone/reads';
import { Button, IconButton } from '@/ui/Button';
import { Card } from '@/ui/Card';
import { Confirm } from '@/ui/Dialog';
import { Check, Choices, NumberField, SelectField, TextField } from '@/ui/Field';
import { FormError } from '@/ui/states';
import { toast } from '@/ui/Toast';
import { useForm } from '@/ui/useForm';
import { bodyOf, errorsOf, newStep, PHASES, schedule, stepText, TARGETS, TRIGGERS, valuesOf, type RuleValues } from './escalation';
import { escalationRulesQuery } from './reads';

/** When an escalation begins, and what follows step by step until somebody sees to it. */
export function EscalationForm({ rule, onDone }: { rule: EscalationRule | null; onDone: () => void }) {
  const client = useQueryClient();
  const offline = useConnection().state === 'offline';
  const [deleting, setDeleting] = useState(false);
  const services = useQuery(servicesQuery()).data?.items ?? [];
  const zones = useQuery(zonesQuery()).data?.items ?? [];
  const form = useForm<RuleValues>(valuesOf(rule), errorsOf);
  const { values, set, bind } = form;
  const path = '/api/v1/tracking/escalations/rules';
  const finish = async () => {
    await client.invalidateQueries({ queryKey: escalationRulesQuery().queryKey });
    toast(t('providers.saved'));
    onDone();
  };
  const send = async () => {
    const done = await form.submit(async (now) => {
      if (rule) await take(plain('PATCH', `${path}/${rule.id}`, { body: bodyOf(now), headers: { 'If-Match': `"${rule.version}"` } }));
      else await take(plain('POST', path, { body: { ...bodyOf(now), is_active: true } }));
    });
    if (done) await finish();
  };
  const remove = async () => {
    try {
      await take(plain('DELETE', `${path}/${rule!.id}`));
      await finish();
    } catch (error) {
      toast(explain(error).title, { bad: true });
    }
  };
  const put = (index: number, change: Partial<EscalationStep>) => set('steps', values.steps.map((step, place) => (place === index ? { ...step, ...change } : step)));
  const move = (index: number, by: number) => {
    const steps = [...values.steps];
    const [step] = steps.splice(index, 1);
    steps.splice(index + by, 0, step!);
    set('steps', steps);
  };
  const toggle = <T extends string>(list: readonly T[], one: T, on: boolean): T[] => (on ? [...list, one] : list.filter((other) => other !== one));
  const times = schedule(values.steps);
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
      <div className="columns">
        <div className="stack">
          <Card title={t('escalations.steps')}>
            <div className="stack">
              {form.errors.steps && <p className="danger strong">{form.errors.steps}</p>}
              <ol className="ladder-steps">
                {values.steps.map((step, index) => (
                  <li key={index} className="stack tight">
                    <span className="row wrap">
                      <span className="strong grow">{stepText(step, times[index]!)}</span>
                      <span className="row" style={{ gap: 0 }}>
                        {index > 0 && <IconButton icon="up" label={t('escalations.earlier', { number: index + 1 })} onClick={() => move(index, -1)} />}
                        {index < values.steps.length - 1 && <IconButton icon="down" label={t('escalations.later', { number: index + 1 })} onClick={() => move(index, 1)} />}
                        <IconButton icon="trash" label={t('escalations.drop_step', { number: index + 1 })} onClick={() => set('steps', values.steps.filter((_, place) => place !== index))} />
                      </span>
                    </span>
                    <div className="two">
                      <SelectField label={t('escalations.target')} value={step.target} onChange={(event) => put(index, { target: event.target.value as Target })}>
                        {TARGETS.map((target) => (
                          <option key={target} value={target}>
                            {t(`escalations.target.${target}`)}
                          </option>
                        ))}
                      </SelectField>
                      <Minutes label={t('escalations.wait')} value={step.wait_minutes} most={10_080} onChange={(wait_minutes) => put(index, { wait_minutes })} />
                      <Minutes label={t('escalations.repeats')} value={step.repeats} most={20} onChange={(repeats) => put(index, { repeats })} plain />
                      {step.repeats > 0 && <Minutes label={t('escalations.every')} value={step.every_minutes} most={1440} onChange={(every) => put(index, { every_minutes: Math.max(1, every) })} />}
                    </div>
                  </li>
                ))}
              </ol>
              {values.steps.length < 10 && (
                <div className="row">
                  <Button look="second" icon="plus" onClick={() => set('steps', [...values.steps, newStep()])}>
                    {t('escalations.add_step')}
                  </Button>
                </div>
              )}
              <p className="soft">{t('escalations.stops')}</p>
            </div>
          </Card>
        </div>
        <div className="stack">
          <Card>
            <div className="stack">
              <TextField label={t('field.name')} maxLength={120} autoComplete="off" {...bind('name')} />
              <Choices
                label={t('escalations.trigger')}
                name="trigger"
                value={values.trigger}
                onChange={(trigger) => set('trigger', trigger)}
                choices={TRIGGERS.map((value) => ({ value, label: t(`escalations.trigger.${value}`), hint: t(`escalations.trigger_hint.${value}`) }))}
              />
              <NumberField label={t('escalations.after')} suffix="min" {...bind('after_minutes')} />
              <fieldset className="field">
                <legend className="label">{t('escalations.phases')}</legend>
                <div className="checks">
                  {PHASES.map((phase) => (
                    <Check key={phase} label={t(`escalations.phase.${phase}`)} checked={values.phases.includes(phase)} onChange={(event) => set('phases', toggle(values.phases, phase, event.target.checked))} />
                  ))}
                </div>
                <p className="hint">{t('escalations.empty_all')}</p>
              </fieldset>
              <fieldset className="field">
                <legend className="label">{t('requests.urgency')}</legend>
                <div className="checks">
                  {URGENCIES.map((urgency) => (
                    <Check
                      key={urgency}
                      label={t(`requests.urgency.${urgency}`)}
                      checked={values.urgencies.includes(urgency)}
                      onChange={(event) => set('urgencies', toggle<Urgency>(values.urgencies, urgency, event.target.checked))}
                    />
                  ))}
                </div>
              </fieldset>
              {services.length > 0 && (
                <SelectField label={t('requests.service')} value={values.service_ids[0] ?? ''} onChange={(event) => set('service_ids', event.target.value ? [event.target.value] : [])}>
                  <option value="">{t('requests.any_service')}</option>
                  {services.map(({ id, name }) => (
                    <option key={id} value={id}>
                      {name}
                    </option>
                  ))}
                </SelectField>
              )}
              {zones.length > 0 && (
                <SelectField label={t('requests.zone')} value={values.zone_ids[0] ?? ''} onChange={(event) => set('zone_ids', event.target.value ? [event.target.value] : [])}>
                  <option value="">{t('requests.any_zone')}</option>
                  {zones.map(({ id, name }) => (
                    <option key={id} value={id}>
                      {name}
                    </option>
                  ))}
                </SelectField>
              )}
              <div className="two">
                <TextField label={t('escalations.hours_from')} optional type="time" {...bind('hours_from')} />
                <TextField label={t('escalations.hours_until')} optional type="time" {...bind('hours_until')} />
              </div>
              <NumberField label={t('escalations.max_age')} suffix="min" hint={t('escalations.max_age_hint')} {...bind('max_age_minutes')} />
            </div>
          </Card>
        </div>
      </div>
      <div className="row wrap">
        <Button type="submit" icon="check" busy={form.busy} disabled={offline}>
          {t('action.save')}
        </Button>
        {rule && (
          <Button look="bad-plain" icon="trash" disabled={offline} onClick={() => setDeleting(true)}>
            {t('action.remove')}
          </Button>
        )}
      </div>
      {deleting && <Confirm title={t('action.remove')} text={t('escalations.delete_text')} action={t('action.sure')} onConfirm={() => void remove()} onClose={() => setDeleting(false)} />}
    </form>
  );
}

function Minutes({ label, value, most, onChange, plain: bare }: { label: string; value: number; most: number; onChange: (value: number) => void; plain?: boolean }) {
  return (
    <NumberField
      label={label}
      suffix={bare ? undefined : 'min'}
      value={String(value)}
      onChange={(event) => {
        const typed = Number(event.target.value.replace(/\D/g, ''));
        onChange(Math.min(most, typed));
      }}
    />
  );
}
