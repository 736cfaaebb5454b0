import { api, take } from '@/kernel/api/client';
import type { CalendarEntry } from '@/kernel/api/types';
import { day } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { TextField } from '@/ui/Field';
import { FormError } from '@/ui/states';
import { toast } from '@/ui/Toast';
import { useForm } from '@/ui/useForm';
import { forgotten, isOwn, movedTo, nameOf, written } from './occasions';

type Props = { entry: CalendarEntry | null; onClose: () => void; onSaved: () => void };

/** A day of the shop's own, or the true day of a feast. */
export function EventDialog({ entry, onClose, onSaved }: Props) {
  return entry && !isOwn(entry) ? <Feast entry={entry} onClose={onClose} onSaved={onSaved} /> : <Own entry={entry} onClose={onClose} onSaved={onSaved} />;
}

function Feast({ entry, onClose, onSaved }: Props & { entry: CalendarEntry }) {
  const form = useForm({ day: entry.day }, (values) => ({ day: values.day ? undefined : t('check.required') }));
  const save = async () => {
    if (await form.submit(({ day: truth }) => written(entry, { first: truth, last: truth }))) {
      toast(t('calendar.saved'));
      onSaved();
    }
  };
  const forget = async () => {
    if (await form.submit(() => forgotten(entry))) {
      toast(t('calendar.computed_again'));
      onSaved();
    }
  };
  return (
    <Dialog
      title={nameOf(entry)}
      onClose={onClose}
      onSubmit={() => void save()}
      foot={
        <>
          {entry.id && (
            <Button look="second" busy={form.busy} onClick={() => void forget()}>
              {t('calendar.use_computed')}
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
        <TextField label={t('calendar.true_day')} type="date" hint={t('calendar.true_day_hint')} {...form.bind('day')} />
        <p className="soft">{t('calendar.felt', { first: day(movedTo(entry, form.values.day || entry.day).first), last: day(movedTo(entry, form.values.day || entry.day).last) })}</p>
      </div>
    </Dialog>
  );
}

function Own({ entry, onClose, onSaved }: Props) {
  const form = useForm({ name: entry?.name ?? '', first: entry?.first ?? '', last: entry?.last ?? '' }, ({ name, first, last }) => ({
    name: name.trim() ? undefined : t('check.required'),
    first: first ? undefined : t('check.required'),
    last: last && last < first ? t('calendar.last_before') : undefined,
  }));
  const save = async () => {
    const done = await form.submit(({ name, first, last }) => {
      const body = { name: name.trim(), first, last: last || first };
      return entry ? written(entry, body) : take(api.POST('/api/v1/forecasts/calendar', { body }));
    });
    if (!done) return;
    toast(t('calendar.saved'));
    onSaved();
  };
  const remove = async () => {
    if (await form.submit(() => forgotten(entry!))) {
      toast(t('calendar.removed'));
      onSaved();
    }
  };
  return (
    <Dialog
      title={entry ? nameOf(entry) : t('calendar.new')}
      onClose={onClose}
      onSubmit={() => void save()}
      foot={
        <>
          {entry && (
            <Button look="bad-plain" busy={form.busy} onClick={() => void remove()}>
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
        <TextField label={t('calendar.name')} maxLength={80} hint={t('calendar.name_hint')} {...form.bind('name')} />
        <div className="two">
          <TextField label={t('calendar.first')} type="date" {...form.bind('first')} />
          <TextField label={t('calendar.last')} type="date" optional min={form.values.first || undefined} {...form.bind('last')} />
        </div>
      </div>
    </Dialog>
  );
}
