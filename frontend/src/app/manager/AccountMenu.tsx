import { lazy, Suspense, useState } from 'react';
import { useProfile } from '@/kernel/auth/session';
import { t } from '@/kernel/i18n';
import { Avatar } from '@/ui/List';

const AccountSheet = lazy(() => import('./AccountSheet'));

/** Says who sells; a tap lets somebody else take over or locks the phone. */
export function AccountMenu() {
  const { user } = useProfile();
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="seller" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <Avatar name={user.full_name} />
        <span className="sr">{t('seller.menu', { name: user.full_name })}</span>
      </button>
      {open && (
        <Suspense fallback={null}>
          <AccountSheet onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
