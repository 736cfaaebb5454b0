import { useEffect, useState } from 'react';
import { explain } from '@/kernel/api/problem';
import { t } from '@/kernel/i18n';
import { Button } from '@/ui/Button';
import { Icon } from '@/ui/icons';
import { toast } from '@/ui/Toast';

type Channel = 'whatsapp' | 'sms';
type Props = { address: string; isPhone: boolean; againIn: number; onAgain: (channel: Channel) => Promise<unknown> };

/** Where the code went, and another one once some time has passed. */
export function CodeSent({ address, isPhone, againIn, onAgain }: Props) {
  const [left, setLeft] = useState(againIn);
  const [busy, setBusy] = useState<Channel | null>(null);
  useEffect(() => {
    if (left <= 0) return;
    const timer = setTimeout(() => setLeft(left - 1), 1000);
    return () => clearTimeout(timer);
  }, [left]);
  const again = async (channel: Channel) => {
    setBusy(channel);
    try {
      await onAgain(channel);
      setLeft(againIn);
      toast(t('code.sent_again'));
    } catch (error) {
      const { title, advice } = explain(error);
      toast(`${title} ${advice}`, { bad: true });
    } finally {
      setBusy(null);
    }
  };
  return (
    <>
      <div className="notice info" role="status" style={{ marginBottom: 0 }}>
        <Icon name={isPhone ? 'phone' : 'bell'} />
        <span className="grow">
          <strong>{t('code.sent_to', { address })}</strong> {isPhone ? t('code.sent_phone') : t('code.sent_email')}
        </span>
      </div>
      {left > 0 ? (
        <p className="soft">{t('code.again_in', { seconds: left })}</p>
      ) : (
        <div className="row wrap">
          <Button look="second" icon="refresh" busy={busy === 'whatsapp'} onClick={() => void again('whatsapp')}>
            {t('code.again')}
          </Button>
          {isPhone && (
            <Button look="plain" busy={busy === 'sms'} onClick={() => void again('sms')}>
              {t('code.by_sms')}
            </Button>
          )}
        </div>
      )}
    </>
  );
}
