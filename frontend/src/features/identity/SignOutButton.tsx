import { useState } from 'react';
import { logout } from '@/kernel/auth/session';
import { t } from '@/kernel/i18n';
import { Button } from '@/ui/Button';

export function SignOutButton() {
  const [busy, setBusy] = useState(false);
  return (
    <Button
      look="second"
      icon="logout"
      busy={busy}
      onClick={() => {
        setBusy(true);
        void logout();
      }}
    >
      {t('settings.sign_out')}
    </Button>
  );
}
