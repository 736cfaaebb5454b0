import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, take } from '@/kernel/api/client';
import type { ReportDefinition, ReportSchedule } from '@/kernel/api/types';
import { useProfile } from '@/kernel/auth/session';
import { t } from '@/kernel/i18n';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { SelectField } from '@/ui/Field';
import { FormError } from '@/ui/states';
import { toast } from '@/ui/Toast';
import { useForm } from '@/ui/useForm';
import { schedulesChanged } from './reads';
import { bodyOf, toldOf, wrongTold, type Told } from './recipients';
import { Recipients } from './Recipients';
import { frequenciesOf, rhythmOf, type Frequency, type ScheduleValues } from './schedule';
import { hourText, monthDayText, weekdayText } from './words';

type Props = { schedule: ReportSchedule | null; definitions: ReportDefinition[]; onClose: () => void; onDelete: () => void };

const upTo = (count: number, first = 0) => Array.from({ length: count }, (_, index) => String(first + index));

/** Which report comes by itself, when, and to whom. */
export function ScheduleDialog({ schedule, definitions, onClose, onDelete }: Props) {
  const client = useQueryClient();
  const { user, tenant } = useProfile();
  const [checked, setChecked] = useState(false);
  const offered = definitions.filter(({ schedulable }) => schedulable);
  const initial: ScheduleValues & { told: Told } = schedule
    ? {
        ...schedule,
        weekday: String(schedule.weekday ?? 0),
        month_day: String(schedule.month_day ?? 1),
        hour: String(schedule.hour),
        told: toldOf(schedule.recipients),
      }
    : { type: offered[0]?.type ?? '', frequency: offered[0] ? frequenciesOf(offered[0]).at(-1)! : 'monthly', weekday: '0', month_day: '1', hour: '7', format: offered[0]?.formats[0] ?? '', language: tenant.language, told: { user_ids: [user.id], others: [] } };
  const form = useForm(initial, ({ told }) => ({ told: wrongTold(told) ?? undefined }));
  const { values, set, bind } = form;
  const definition = definitions.find(({ type }) => type === values.type);
  const choose = (type: string) => {
    const next = definitions.find((one) => one.type === type)!;
    set('type', type);
    set('format', next.formats[0]!);
    if (!frequenciesOf(next).includes(values.frequency)) set('frequency', 'monthly');
  };
  const save = async () => {
    setChecked(true);
    const done = await form.submit(async (now) => {
      const body = { ...rhythmOf(now), format: now.format as ReportSchedule['format'], language: now.language as ReportSchedule['language'], recipients: bodyOf(now.told) };
      if (!schedule) return take(api.POST('/api/v1/reports/schedules', { body: { ...body, type: now.type as ReportSchedule['type'], is_active: true } }));
      return take(api.PATCH('/api/v1/reports/schedules/{schedule_id}', { params: { path: { schedule_id: schedule.id } }, headers: { 'If-Match': `"${schedule.version}"` }, body }));
    });
    if (!done) return;
    await schedulesChanged(client);
    toast(t('schedules.saved'));
    onClose();
  };
  if (!definition) return null;
  return (
    <Dialog
      title={schedule ? t(`reports.type.${schedule.type}`) : t('schedules.new')}
      onClose={onClose}
      onSubmit={() => void save()}
      foot={
        <>
          {schedule && (
            <Button look="bad-plain" onClick={onDelete}>
              {t('action.remove')}
            </Button>
          )}
          <Button type="submit" busy={form.busy}>
            {t('action.save')}
          </Button>
        </>
      }
    >
      <div className="stack">
        <FormError error={form.problem} />
        {!schedule && (
          <SelectField label={t('schedules.what')} value={values.type} onChange={({ target: { value } }) => choose(value)}>
            {offered.map(({ type }) => (
              <option key={type} value={type}>
                {t(`reports.type.${type}`)}
              </option>
            ))}
          </SelectField>
        )}
        <div className="two">
          <SelectField label={t('schedules.frequency')} hint={t(`schedules.covers.${definition.period === 'now' ? 'now' : values.frequency}`)} {...bind('frequency')}>
            {frequenciesOf(definition).map((value: Frequency) => (
              <option key={value} value={value}>
                {t(`schedules.frequency.${value}`)}
              </option>
            ))}
          </SelectField>
          {values.frequency === 'weekly' && (
            <SelectField label={t('schedules.weekday')} {...bind('weekday')}>
              {upTo(7).map((value) => (
                <option key={value} value={value}>
                  {weekdayText(Number(value))}
                </option>
              ))}
            </SelectField>
          )}
          {values.frequency === 'monthly' && (
            <SelectField label={t('schedules.month_day')} {...bind('month_day')}>
              {upTo(28, 1).map((value) => (
                <option key={value} value={value}>
                  {monthDayText(Number(value))}
                </option>
              ))}
            </SelectField>
          )}
          <SelectField label={t('schedules.hour')} {...bind('hour')}>
            {upTo(24).map((value) => (
              <option key={value} value={value}>
                {hourText(Number(value))}
              </option>
            ))}
          </SelectField>
          {definition.formats.length > 1 && (
            <SelectField label={t('reports.format')} {...bind('format')}>
              {definition.formats.map((value) => (
                <option key={value} value={value}>
                  {t(`reports.format.${value}`)}
                </option>
              ))}
            </SelectField>
          )}
          <SelectField label={t('reports.language')} {...bind('language')}>
            <option value="fr">{t('language.fr')}</option>
            <option value="en">{t('language.en')}</option>
          </SelectField>
        </div>
        <Recipients value={values.told} checked={checked} problem={form.problem} onChange={(told) => set('told', told)} />
      </div>
    </Dialog>
  );
}
