import { useState } from 'react';
import { useLocation } from 'wouter';
import { lock } from '@/kernel/auth/lock';
import { useProfile } from '@/kernel/auth/session';
import { t } from '@/kernel/i18n';
import { SellerSwitch } from '@/features/identity/SellerSwitch';
import { Dialog } from '@/ui/Dialog';
import { Icon } from '@/ui/icons';
import { Avatar, Item } from '@/ui/List';

/** Who acts, and what they may do about it. */
export default function AccountSheet({ onClose }: { onClose: () => void }) {
  const now = useProfile();
  const [, go] = useLocation();
  const [switching, setSwitching] = useState(false);
  const { user, opened_by } = now;
  if (switching) {
    return (
      <Dialog title={t('seller.switch')} onClose={onClose}>
        <SellerSwitch onDone={onClose} />
      </Dialog>
    );
  }
  return (
    <Dialog title={t('seller.account')} onClose={onClose}>
      <div className="stack">
        <Item
          lead={<Avatar name={user.full_name} />}
          title={user.full_name}
          detail={opened_by.id === user.id ? t(`role.${user.role}`) : `${t(`role.${user.role}`)} · ${t('seller.opened_by', { name: opened_by.name })}`}
        />
        <ul className="list">
          <li>
            <Item lead={<Icon name="users" />} title={t('seller.switch')} onClick={() => setSwitching(true)} />
          </li>
          {user.has_pin && (
            <li>
              <Item lead={<Icon name="lock" />} title={t('seller.lock')} onClick={lock} />
            </li>
          )}
          <li>
            <Item
              lead={<Icon name="settings" />}
              title={t('nav.settings')}
              onClick={() => {
                onClose();
                go('/settings');
              }}
            />
          </li>
        </ul>
      </div>
    </Dialog>
  );
}
