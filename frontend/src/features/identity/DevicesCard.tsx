import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, take } from '@/kernel/api/client';
import { explain } from '@/kernel/api/problem';
import { age } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { Button } from '@/ui/Button';
import { Card, Pill } from '@/ui/Card';
import { Icon } from '@/ui/icons';
import { Loaded } from '@/ui/Loaded';
import { toast } from '@/ui/Toast';
import { devicesQuery } from './queries';

/** Where this account is signed in; a lost phone is signed out here. */
export function DevicesCard() {
  const client = useQueryClient();
  const query = useQuery(devicesQuery());
  const revoke = useMutation({
    mutationFn: (id: string) => take(api.DELETE('/api/v1/devices/{device_id}', { params: { path: { device_id: id } } })),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['devices'] });
      toast(t('settings.device_out'));
    },
    onError: (error) => toast(explain(error).title, { bad: true }),
  });
  return (
    <Card flush title={t('settings.devices')}>
      <Loaded query={query}>
        {({ items }) => (
          <ul className="list">
            {items.map((device) => (
              <li key={device.id} className="item">
                <span className="avatar">
                  <Icon name="device" />
                </span>
                <span className="grow">
                  <span className="title">{device.label}</span>
                  <span className="soft">{t('settings.seen', { age: age(device.last_seen_at) })}</span>
                </span>
                {device.current ? (
                  <Pill tone="ok">{t('settings.this_device')}</Pill>
                ) : (
                  <Button
                    look="bad-plain"
                    small
                    busy={revoke.isPending && revoke.variables === device.id}
                    onClick={() => revoke.mutate(device.id)}
                  >
                    {t('settings.sign_out_device')}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Card>
  );
}
