import { useState } from 'react';
import type { ProviderDetail } from '@/kernel/api/services';
import { day, tenantDay } from '@/kernel/format';
import { newId } from '@/kernel/ids';
import { t } from '@/kernel/i18n';
import { Button, IconButton } from '@/ui/Button';
import { Card, Pill } from '@/ui/Card';
import { Dialog } from '@/ui/Dialog';
import { TextField } from '@/ui/Field';
import { useForm } from '@/ui/useForm';
import { useChange } from './reads';

/** Days on which somebody is not there: what is coming, and what was lately. */
export function AbsencesCard({ provider, mayWrite }: { provider: ProviderDetail; mayWrite: boolean }) {
  const [adding, setAdding] = useState(false);
  const drop = useChange('providers');
  const today = tenantDay();
  const sorted = [...provider.absences].sort((a, b) => a.first.localeCompare(b.first));
  return (
    <Card
      title={t('providers.absences')}
      aside={
        mayWrite && (
          <Button look="plain" small icon="plus" onClick={() => setAdding(true)}>
            {t('providers.add_absence')}
          </Button>
        )
      }
    >
      {sorted.length ? (
        <ul className="list">
          {sorted.map(({ id, first, last, reason }) => (
            <li key={id} className="row">
              <span className="grow">
                <span className="strong">{first === last ? day(first, 'weekday') : t('providers.absence_span', { first: day(first, 'weekday'), last: day(last, 'weekday') })}</span>
                {reason && <span className="soft"> · {reason}</span>}
              </span>
              {first <= today && today <= last && <Pill tone="warn">{t('providers.absent_now')}</Pill>}
              {mayWrite && last >= today && (
                <IconButton
                  icon="trash"
                  label={t('providers.drop_absence', { day: day(first, 'weekday') })}
                  onClick={() => drop.mutate({ path: `/providers/${provider.id}/absences/${id}`, method: 'DELETE', done: 'providers.absence_dropped' })}
                />
              )}
            </li>
          ))}
        </ul>
      ) : (
        <p className="soft">{t('providers.no_absence')}</p>
      )}
      {adding && <AbsenceDialog id={provider.id} onClose={() => setAdding(false)} />}
    </Card>
  );
}

function AbsenceDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const save = useChange('providers');
  const form = useForm({ first: tenantDay(), last: tenantDay(), reason: '' }, ({ first, last }) => ({
    first: first ? undefined : t('check.required'),
    last: last && last >= first ? undefined : t('requests.check_until'),
  }));
  const send = async () => {
    const done = await form.submit(({ first, last, reason }) =>
      save.mutateAsync({ path: `/providers/${id}/absences`, method: 'POST', body: { id: newId(), first, last, reason: reason.trim() || null } }),
    );
    if (done) onClose();
  };
  return (
    <Dialog
      title={t('providers.add_absence')}
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
        <p className="soft">{t('providers.absence_hint')}</p>
        <div className="two">
          <TextField label={t('providers.first')} type="date" {...form.bind('first')} />
          <TextField label={t('providers.last')} type="date" min={form.values.first} {...form.bind('last')} />
        </div>
        <TextField label={t('requests.reason')} optional maxLength={200} autoComplete="off" {...form.bind('reason')} />
      </div>
    </Dialog>
  );
}
