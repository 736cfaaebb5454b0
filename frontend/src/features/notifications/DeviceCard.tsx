import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { explain } from '@/kernel/api/problem';
import type { PushDevice } from '@/kernel/api/types';
import { useConnection } from '@/kernel/connection';
import { date } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { Button } from '@/ui/Button';
import { Card, Pill } from '@/ui/Card';
import { Icon, type IconName } from '@/ui/icons';
import { toast } from '@/ui/Toast';
import { Trial } from './ChannelsCard';
import { mine, pushState, switchOff, switchOn, type PushState } from './push';
import { pushDevicesQuery } from './reads';

/** Notifications of this device: why, before the browser asks; and on which devices they are allowed. */
export function DeviceCard({ vapidKey }: { vapidKey: string | null }) {
  const client = useQueryClient();
  const state = useQuery({ queryKey: ['push-state'], queryFn: pushState, staleTime: 0 });
  const devices = useQuery(pushDevicesQuery());
  const { state: link } = useConnection();
  const [asked, setAsked] = useState(false);
  const on = useMutation({
    mutationFn: () => switchOn(vapidKey!),
    onSuccess: (next) => {
      client.setQueryData(['push-state'], next);
      void client.invalidateQueries({ queryKey: pushDevicesQuery().queryKey });
      setAsked(true);
    },
  });
  const off = useMutation({
    mutationFn: switchOff,
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['push-state'] });
      void client.invalidateQueries({ queryKey: pushDevicesQuery().queryKey });
      toast(t('push.removed'));
    },
    onError: (error) => toast(explain(error).title, { bad: true }),
  });
  const now: PushState | undefined = vapidKey === null ? 'unsupported' : state.data;
  const may = now === 'ask' || now === 'off';
  return (
    <Card title={t('push.title')} aside={now === 'on' && <Pill tone="ok"><Icon name="check" size={18} />{t('push.on')}</Pill>}>
      <div className="stack">
        {vapidKey === null ? (
          <Say icon="info">{t('push.no_key')}</Say>
        ) : now === 'denied' ? (
          <Say icon="lock" bad>
            {t('push.denied')}
          </Say>
        ) : now === 'install' ? (
          <Say icon="info">{t('push.install')}</Say>
        ) : now === 'unsupported' ? (
          <Say icon="info">{t('push.unsupported')}</Say>
        ) : (
          <p>{now === 'on' ? t('push.is_on') : t('push.why')}</p>
        )}
        {may && (
          <>
            {now === 'ask' && <p className="soft">{asked ? t('push.not_answered') : t('push.will_ask')}</p>}
            <div className="row wrap">
              <Button icon="bell" busy={on.isPending} disabled={link === 'offline'} onClick={() => on.mutate()}>
                {t('push.allow')}
              </Button>
            </div>
          </>
        )}
        {on.error && (
          <Say icon="alert" bad>
            {on.error instanceof DOMException ? t('push.browser_failed') : explain(on.error).title}
          </Say>
        )}
        {now === 'on' && (
          <div className="stack tight">
            <Trial channel="push" />
          </div>
        )}
        {devices.data && devices.data.items.length > 0 && <Devices devices={devices.data.items} busy={off.isPending ? off.variables : null} onRemove={(id) => off.mutate(id)} />}
      </div>
    </Card>
  );
}

function Devices({ devices, busy, onRemove }: { devices: PushDevice[]; busy: string | null; onRemove: (id: string) => void }) {
  const here = mine()?.id;
  return (
    <ul className="list flush-list">
      {devices.map((device) => (
        <li key={device.id} className="item">
          <span className="avatar">
            <Icon name="device" />
          </span>
          <span className="grow">
            <span className="title">{device.label}</span>
            <span className="soft">{device.id === here ? t('settings.this_device') : t('push.since', { day: date(device.created_at) })}</span>
          </span>
          <Button look="bad-plain" small busy={busy === device.id} onClick={() => onRemove(device.id)}>
            {t('push.remove')}
          </Button>
        </li>
      ))}
    </ul>
  );
}

function Say({ icon, bad, children }: { icon: IconName; bad?: boolean; children: string }) {
  return (
    <div className={bad ? 'notice' : 'notice info'} style={{ marginBottom: 0 }}>
      <Icon name={icon} />
      <span className="grow">{children}</span>
    </div>
  );
}
