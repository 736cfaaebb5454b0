import { useState } from 'react';
import { logout } from '@/kernel/auth/session';
import { t } from '@/kernel/i18n';
import { drainNow, unsentNow, usePending } from '@/kernel/offline';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';

/** Signs out; with unsent work it asks what shall become of it first. */
export function SignOutButton() {
  const { unsent } = usePending();
  const [busy, setBusy] = useState(false);
  const [asking, setAsking] = useState(false);
  const leave = () => {
    setBusy(true);
    void logout();
  };
  return (
    <>
      <Button look="second" icon="logout" busy={busy} onClick={() => (unsent > 0 ? setAsking(true) : leave())}>
        {t('settings.sign_out')}
      </Button>
      {asking && <UnsentWork unsent={unsent} onLeave={leave} onStay={() => setAsking(false)} />}
    </>
  );
}

function UnsentWork({ unsent, onLeave, onStay }: { unsent: number; onLeave: () => void; onStay: () => void }) {
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const send = async () => {
    setBusy(true);
    setFailed(false);
    await drainNow();
    if (unsentNow() === 0) onLeave();
    else {
      setBusy(false);
      setFailed(true);
    }
  };
  return (
    <Dialog title={t('signout.title')} onClose={onStay}>
      <div className="stack">
        <p>{t('signout.text', { count: unsent })}</p>
        {failed && (
          <p className="notice bad" role="alert" style={{ marginBottom: 0 }}>
            {t('signout.failed', { count: unsent })}
          </p>
        )}
        <Button wide icon="upload" busy={busy} onClick={() => void send()}>
          {t('signout.send')}
        </Button>
        <Button wide look="second" onClick={onStay}>
          {t('signout.stay')}
        </Button>
        <Button wide look="second" icon="lock" onClick={onLeave}>
          {t('signout.keep')}
        </Button>
        <p className="soft">{t('signout.keep_text')}</p>
      </div>
    </Dialog>
  );
}
