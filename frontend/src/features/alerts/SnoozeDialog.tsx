import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, take } from '@/kernel/api/client';
import type { Alert } from '@/kernel/api/types';
import { useProfile } from '@/kernel/auth/session';
import { date, tenantDay } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { Choices, TextField } from '@/ui/Field';
import { FormError } from '@/ui/states';
import { toast } from '@/ui/Toast';
import { alertsChanged } from './queries';
import { clock, hoursUntilMorning } from './snooze';
import { daysBetween } from './words';

type HowLong = '24' | '72' | '168' | 'until';

/** Puts one alert off: a day, three, a week, or until the morning of a day. */
export function SnoozeDialog({ alertId, onClose }: { alertId: string; onClose: () => void }) {
  const client = useQueryClient();
  const { tenant } = useProfile();
  const [long, setLong] = useState<HowLong>('24');
  const [until, setUntil] = useState(() => tenantDay(2));
  const hours = () => {
    if (long !== 'until') return Number(long);
    const { hour, minute } = clock(tenant.time_zone);
    return hoursUntilMorning(daysBetween(tenantDay(), until), hour, minute);
  };
  const send = useMutation({
    mutationFn: () => take<Alert>(api.POST('/api/v1/alerts/{alert_id}/snooze', { params: { path: { alert_id: alertId } }, body: { hours: hours() } })),
    onSuccess: ({ snoozed_until }) => {
      void alertsChanged(client);
      toast(t('alerts.snoozed', { when: snoozed_until ? date(snoozed_until, 'moment') : '' }));
      onClose();
    },
  });
  return (
    <Dialog
      title={t('alerts.snooze')}
      onClose={onClose}
      onSubmit={() => send.mutate()}
      foot={
        <>
          <Button look="second" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" busy={send.isPending} disabled={long === 'until' && !until}>
            {t('alerts.snooze')}
          </Button>
        </>
      }
    >
      <div className="stack">
        <FormError error={send.error} />
        <Choices<HowLong>
          label={t('alerts.snooze_how_long')}
          name="snooze"
          value={long}
          onChange={setLong}
          choices={[
            { value: '24', label: t('alerts.snooze_days', { count: 1 }) },
            { value: '72', label: t('alerts.snooze_days', { count: 3 }) },
            { value: '168', label: t('alerts.snooze_week') },
            { value: 'until', label: t('alerts.snooze_until') },
          ]}
        />
        {long === 'until' && (
          <TextField
            label={t('alerts.snooze_day')}
            type="date"
            min={tenantDay(1)}
            max={tenantDay(29)}
            value={until}
            hint={t('alerts.snooze_day_hint')}
            onChange={(event) => setUntil(event.target.value)}
          />
        )}
      </div>
    </Dialog>
  );
}
