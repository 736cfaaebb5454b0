import { useState } from 'react';
import type { TellPreferences } from '@/kernel/api/types';
import { t } from '@/kernel/i18n';
import { Button } from '@/ui/Button';
import { Card } from '@/ui/Card';
import { Check, TextField } from '@/ui/Field';
import { useForm } from '@/ui/useForm';
import { hour } from './ladder';

const USUAL = { from: '21:00', until: '07:00' };
const time = (value: string) => (/^\d\d:\d\d$/.test(value) ? undefined : t('tell.time_missing'));

/** When nothing may ring, and when the day's bundle comes; on the company's clock. */
export function HoursCard({ preferences, onSave }: { preferences: TellPreferences; onSave: (next: TellPreferences) => Promise<boolean> }) {
  const { quiet_from, quiet_until, daily_at } = preferences;
  const [quiet, setQuiet] = useState(quiet_from !== null);
  const [changed, setChanged] = useState(false);
  const form = useForm({ from: hour(quiet_from ?? USUAL.from), until: hour(quiet_until ?? USUAL.until), daily: hour(daily_at) }, (values) => ({
    from: quiet ? time(values.from) : undefined,
    until: quiet ? (time(values.until) ?? (values.from === values.until ? t('tell.time_same') : undefined)) : undefined,
    daily: time(values.daily),
  }));
  const save = () =>
    form.submit(async ({ from, until, daily }) => {
      if (!(await onSave({ ...preferences, quiet_from: quiet ? from : null, quiet_until: quiet ? until : null, daily_at: daily }))) throw new Error('not saved');
      setChanged(false);
    });
  return (
    <Card title={t('tell.hours')}>
      <form
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Check
          label={t('tell.quiet')}
          hint={t('tell.quiet_hint')}
          checked={quiet}
          onChange={(event) => {
            setQuiet(event.target.checked);
            setChanged(true);
          }}
        />
        {quiet && (
          <div className="two">
            <TextField type="time" label={t('tell.quiet_from')} {...form.bind('from')} />
            <TextField type="time" label={t('tell.quiet_until')} {...form.bind('until')} />
          </div>
        )}
        <TextField type="time" label={t('tell.daily_at')} hint={t('tell.daily_hint')} {...form.bind('daily')} />
        <div className="row">
          <Button type="submit" busy={form.busy} disabled={!form.touched && !changed}>
            {t('action.save')}
          </Button>
        </div>
      </form>
    </Card>
  );
}
