import { useState } from 'react';
import { useProfile } from '@/kernel/auth/session';
import { t } from '@/kernel/i18n';
import { Button } from '@/ui/Button';
import { Proof, SellerSwitch } from './SellerSwitch';
import { SignOutButton } from './SignOutButton';

/** Nothing of the company is seen until somebody proves who they are: the one who was here, or another seller. */
export function LockScreen() {
  const { user } = useProfile();
  const [other, setOther] = useState(false);
  // Unlocking takes this screen away.
  const done = () => {};
  return (
    <div className="stack">
      <h1>{other ? t('seller.switch') : t('lock.title')}</h1>
      {other ? (
        <SellerSwitch onDone={done} />
      ) : (
        <Proof person={{ id: user.id, name: user.full_name }} byPassword={!user.has_pin} onDone={done} />
      )}
      <Button look="second" wide icon="users" onClick={() => setOther(!other)}>
        {other ? t('lock.go_on_as', { name: user.full_name }) : t('seller.switch')}
      </Button>
      <SignOutButton />
    </div>
  );
}
