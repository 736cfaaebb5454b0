import { useState } from 'react';
import type { Absence, Me } from '@/kernel/api/missions';
import { newId } from '@/kernel/ids';
import { useConnection } from '@/kernel/connection';
import { day, tenantDay } from '@/kernel/format';
import { localeTag, t } from '@/kernel/i18n';
import { Button, IconButton } from '@/ui/Button';
import { Card } from '@/ui/Card';
import { Dialog } from '@/ui/Dialog';
import { TextField } from '@/ui/Field';
import { FormError } from '@/ui/states';
import { useForm } from '@/ui/useForm';
import { useMeChange } from '@/entities/provider/me';
import { monthLater, weeksOf } from './month';

const weekday = (index: number, width: 'narrow' | 'long') => new Intl.DateTimeFormat(localeTag(), { weekday: width, timeZone: 'UTC' }).format(Date.UTC(2024, 0, 1 + index));
const monthName = (month: string) => new Intl.DateTimeFormat(localeTag(), { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(Date.parse(`${month}-01T00:00:00Z`));
const spanText = ({ first, last }: Absence) => (first === last ? day(first, 'weekday') : t('p.absence.span', { first: day(first, 'weekday'), last: day(last, 'weekday') }));

/** The days on which one is not there, in a calendar: a tap on a day begins an absence there. */
export function AbsencesCard({ me }: { me: Me }) {
  const today = tenantDay();
  const [month, setMonth] = useState(today.slice(0, 7));
  const [from, setFrom] = useState<string | null>(null);
  const offline = useConnection().state === 'offline';
  const remove = useMeChange(t('p.absence.removed'));
  const coming = me.absences.filter(({ last }) => last >= today).sort((a, b) => a.first.localeCompare(b.first));
  return (
    <Card
      title={t('p.absence.title')}
      aside={
        <Button look="second" small icon="plus" disabled={offline} onClick={() => setFrom(today)}>
          {t('p.absence.add')}
        </Button>
      }
    >
      <div className="stack">
        <div>
          <div className="row between">
            <IconButton icon="back" label={t('p.absence.earlier')} disabled={month <= today.slice(0, 7)} onClick={() => setMonth(monthLater(month, -1))} />
            <strong aria-live="polite">{monthName(month)}</strong>
            <IconButton icon="chevron" label={t('p.absence.later')} onClick={() => setMonth(monthLater(month, 1))} />
          </div>
          <table className="month">
            <caption className="sr">{monthName(month)}</caption>
            <thead>
              <tr>
                {Array.from({ length: 7 }, (_, index) => (
                  <th key={index} scope="col" aria-label={weekday(index, 'long')}>
                    {weekday(index, 'narrow')}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {weeksOf(month, me.absences).map((week) => (
                <tr key={week[0]!.day}>
                  {week.map((cell) => (
                    <td key={cell.day}>
                      {cell.inMonth && (
                        <button
                          type="button"
                          className={cell.absent ? 'absent' : undefined}
                          aria-current={cell.day === today ? 'date' : undefined}
                          aria-label={[day(cell.day, 'weekday'), cell.absent && t('p.absence.here')].filter(Boolean).join(', ')}
                          disabled={cell.day < today || offline}
                          onClick={() => setFrom(cell.day)}
                        >
                          {Number(cell.day.slice(8))}
                        </button>
                      )}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        {coming.length === 0 ? (
          <p className="soft">{t('p.absence.none')}</p>
        ) : (
          <ul className="list flush-list">
            {coming.map((absence) => (
              <li key={absence.id} className="item">
                <span className="grow">
                  <span className="title">{spanText(absence)}</span>
                  {absence.reason && <span className="soft">{absence.reason}</span>}
                </span>
                <IconButton
                  icon="trash"
                  label={t('p.absence.remove', { span: spanText(absence) })}
                  disabled={offline || remove.isPending}
                  onClick={() => remove.mutate({ method: 'DELETE', path: `/absences/${absence.id}` })}
                />
              </li>
            ))}
          </ul>
        )}
      </div>
      {from && <AbsenceDialog first={from} onClose={() => setFrom(null)} />}
    </Card>
  );
}

function AbsenceDialog({ first, onClose }: { first: string; onClose: () => void }) {
  const add = useMeChange(t('p.absence.added'));
  const form = useForm({ first, last: first, reason: '' }, (values) => ({
    first: values.first ? undefined : t('check.required'),
    last: values.last >= values.first ? undefined : t('p.absence.order'),
  }));
  const send = async () => {
    const done = await form.submit((values) =>
      add.mutateAsync({ method: 'POST', path: '/absences', body: { id: newId(), first: values.first, last: values.last, reason: values.reason.trim() || null } }),
    );
    if (done) onClose();
  };
  return (
    <Dialog
      title={t('p.absence.new')}
      onClose={onClose}
      onSubmit={() => void send()}
      foot={
        <>
          <Button look="second" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" busy={form.busy}>
            {t('action.save')}
          </Button>
        </>
      }
    >
      <div className="stack">
        <FormError error={form.problem} />
        <p>{t('p.absence.text')}</p>
        <TextField label={t('p.absence.first')} type="date" min={tenantDay()} {...form.bind('first')} />
        <TextField label={t('p.absence.last')} type="date" min={form.values.first} {...form.bind('last')} />
        <TextField label={t('p.absence.reason')} optional maxLength={200} {...form.bind('reason')} />
      </div>
    </Dialog>
  );
}
