import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, take } from '@/kernel/api/client';
import { explain } from '@/kernel/api/problem';
import type { ReportSchedule } from '@/kernel/api/types';
import { useConnection } from '@/kernel/connection';
import { date } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { useMirror } from '@/kernel/offline';
import { Button } from '@/ui/Button';
import { Card, Pill } from '@/ui/Card';
import { Confirm } from '@/ui/Dialog';
import { Icon } from '@/ui/icons';
import { RowMain } from '@/ui/List';
import { Loaded } from '@/ui/Loaded';
import { EmptyState } from '@/ui/states';
import { toast } from '@/ui/Toast';
import { definitionsQuery, schedulesChanged, schedulesQuery } from './reads';
import { ScheduleDialog } from './ScheduleDialog';
import { ICONS, rhythm } from './words';

/** The reports that come by themselves. `adding`: the form for a new one is open. */
export function SchedulesList({ mayWrite, adding, onAdd, onAdded }: { mayWrite: boolean; adding: boolean; onAdd: () => void; onAdded: () => void }) {
  const client = useQueryClient();
  const offline = useConnection().state === 'offline';
  const query = useQuery(schedulesQuery());
  const definitions = useQuery(definitionsQuery()).data;
  const people = useMirror<{ id: string; name: string }>('person').byId;
  const [edited, setEdited] = useState<ReportSchedule | null>(null);
  const [deleted, setDeleted] = useState<ReportSchedule | null>(null);
  const remove = useMutation({
    mutationFn: (id: string) => take(api.DELETE('/api/v1/reports/schedules/{schedule_id}', { params: { path: { schedule_id: id } } })),
    onSuccess: () => toast(t('schedules.deleted')),
    onError: (error) => toast(explain(error).title, { bad: true }),
    onSettled: () => {
      setDeleted(null);
      return schedulesChanged(client);
    },
  });
  const close = () => {
    setEdited(null);
    onAdded();
  };
  const toldText = ({ recipients }: ReportSchedule) => recipients.map(({ user_id, name, email, phone }) => (user_id && people.get(user_id)?.name) || name || email || phone).join(', ');
  return (
    <div className="stack">
      <p className="soft">{t('schedules.text')}</p>
      {offline && <p className="soft">{t('schedules.needs_network')}</p>}
      <Loaded query={query}>
        {({ items }) => (
          <Card flush>
            {items.length === 0 ? (
              <EmptyState icon="calendar" title={t('schedules.none')} text={t('schedules.none_text')}>
                {mayWrite && (
                  <Button icon="plus" disabled={offline} onClick={onAdd}>
                    {t('schedules.new')}
                  </Button>
                )}
              </EmptyState>
            ) : (
              <ul className="list">
                {items.map((schedule) => (
                  <li key={schedule.id} className="item">
                    <RowMain label={t('action.edit_name', { name: t(`reports.type.${schedule.type}`) })} onClick={mayWrite && !offline && definitions ? () => setEdited(schedule) : undefined}>
                      <span className={schedule.is_active ? 'sign info' : 'sign'}>
                        <Icon name={ICONS[schedule.type]} size={20} />
                      </span>
                      <span className="grow">
                        <span className="title">{t(`reports.type.${schedule.type}`)}</span>
                        <span className="soft">{rhythm(schedule)}</span>
                        <span className="soft">{t('schedules.to', { names: toldText(schedule) })}</span>
                        {schedule.is_active && <span>{t('schedules.next', { at: date(schedule.next_at, 'full') })}</span>}
                      </span>
                    </RowMain>
                    {mayWrite ? <OnOff schedule={schedule} /> : !schedule.is_active && <Pill>{t('schedules.off')}</Pill>}
                  </li>
                ))}
              </ul>
            )}
          </Card>
        )}
      </Loaded>
      {(edited || adding) && definitions && (
        <ScheduleDialog
          schedule={edited}
          definitions={definitions}
          onClose={close}
          onDelete={() => {
            setDeleted(edited);
            close();
          }}
        />
      )}
      {deleted && (
        <Confirm
          title={t('schedules.delete')}
          text={t('schedules.delete_text', { name: t(`reports.type.${deleted.type}`) })}
          action={t('action.sure')}
          busy={remove.isPending}
          onConfirm={() => remove.mutate(deleted.id)}
          onClose={() => setDeleted(null)}
        />
      )}
    </div>
  );
}

function OnOff({ schedule }: { schedule: ReportSchedule }) {
  const client = useQueryClient();
  const offline = useConnection().state === 'offline';
  const change = useMutation({
    mutationFn: (is_active: boolean) =>
      take(api.PATCH('/api/v1/reports/schedules/{schedule_id}', { params: { path: { schedule_id: schedule.id } }, headers: { 'If-Match': `"${schedule.version}"` }, body: { is_active } })),
    onError: (error) => toast(explain(error).title, { bad: true }),
    onSettled: () => schedulesChanged(client),
  });
  // Under the finger it moves at once; the server's answer decides.
  const on = change.isPending ? change.variables : schedule.is_active;
  return (
    <label className="tick">
      <input type="checkbox" role="switch" className="switch" aria-label={t('schedules.on_off', { name: t(`reports.type.${schedule.type}`) })} checked={on} disabled={offline} onChange={() => change.mutate(!on)} />
    </label>
  );
}
