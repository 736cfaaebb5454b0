import { useEffect, useState } from 'react';
import { api, take } from '@/kernel/api/client';
import { explain } from '@/kernel/api/problem';
import type { PhoneLink } from '@/kernel/api/types';
import { profileNow, updateProfile, useProfile } from '@/kernel/auth/session';
import { date } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { liveIsOpen, onLive } from '@/kernel/live';
import { Button } from '@/ui/Button';
import { Card, Pill } from '@/ui/Card';
import { Icon } from '@/ui/icons';
import { toast } from '@/ui/Toast';

/** How often the screen looks by itself whether the message came, where no stream tells it. */
const LOOK_MS = 10_000;

/** Proves that a telephone is this person's: from then on it may give orders by message. */
export function PhoneCard() {
  const { user } = useProfile();
  const [link, setLink] = useState<PhoneLink | null>(null);
  const [busy, setBusy] = useState(false);
  const linked = user.phone_verified_at;
  const begin = async () => {
    setBusy(true);
    try {
      setLink(await take(api.POST('/api/v1/me/phone-link')));
    } catch (error) {
      const { title, advice } = explain(error);
      toast(`${title}. ${advice}`, { bad: true });
    } finally {
      setBusy(false);
    }
  };
  return (
    <Card title={t('phone.title')} aside={linked && !link && <Pill tone="ok"><Icon name="check" size={18} />{t('phone.is_linked')}</Pill>}>
      <div className="stack">
        {linked && !link ? (
          <>
            <p>
              <strong className="num">{user.phone}</strong>
              <br />
              {t('phone.linked_on', { day: date(linked) })}
            </p>
            <p className="soft">{t('phone.commands')}</p>
          </>
        ) : (
          <p>{t('phone.why')}</p>
        )}
        {link ? (
          <Proof key={link.code} link={link} before={linked} onDone={() => setLink(null)} onAnew={() => void begin()} busy={busy} />
        ) : (
          <div className="row wrap">
            <Button look={linked ? 'second' : undefined} icon="phone" busy={busy} onClick={() => void begin()}>
              {linked ? t('phone.relink') : t('phone.link')}
            </Button>
          </div>
        )}
      </div>
    </Card>
  );
}

type ProofProps = { link: PhoneLink; before: string | null; busy: boolean; onDone: () => void; onAnew: () => void };

function Proof({ link, before, busy, onDone, onAnew }: ProofProps) {
  const { code, whatsapp_url, sms_number, expires_at } = link;
  const [over, setOver] = useState(() => Date.parse(expires_at) <= Date.now());
  const text = `Digiboost ${code}`;
  useEffect(() => {
    if (over) return;
    let on = true;
    const look = async () => {
      if (document.hidden) return;
      try {
        const { user } = await take(api.GET('/api/v1/me'));
        if (!on || profileNow()?.user.id !== user.id || !user.phone_verified_at || user.phone_verified_at === before) return;
        updateProfile({ user });
        toast(t('phone.done'));
        onDone();
      } catch {
        // The next look tells; the card goes on waiting.
      }
    };
    const timer = setInterval(() => {
      if (Date.parse(expires_at) <= Date.now()) setOver(true);
      else if (!liveIsOpen()) void look();
    }, LOOK_MS);
    const back = () => void look();
    // Whoever comes back from WhatsApp looks at this page anew.
    document.addEventListener('visibilitychange', back);
    addEventListener('focus', back);
    const off = onLive('notifications', back);
    return () => {
      on = false;
      clearInterval(timer);
      document.removeEventListener('visibilitychange', back);
      removeEventListener('focus', back);
      off();
    };
  }, [before, expires_at, onDone, over]);

  if (over) {
    return (
      <div className="stack tight">
        <p className="notice" style={{ marginBottom: 0 }}>
          <Icon name="clock" />
          {t('phone.expired')}
        </p>
        <div className="row">
          <Button icon="refresh" busy={busy} onClick={onAnew}>
            {t('phone.anew')}
          </Button>
        </div>
      </div>
    );
  }
  if (!whatsapp_url && !sms_number) {
    return (
      <p className="notice info" style={{ marginBottom: 0 }}>
        <Icon name="info" />
        {t('phone.no_number')}
      </p>
    );
  }
  return (
    <div className="stack">
      <div className="code">
        <span>{t('phone.code')}</span>
        <strong className="num">{code}</strong>
        <span>{t('phone.until', { time: date(expires_at, 'time') })}</span>
      </div>
      {whatsapp_url && (
        <>
          <p>{t('phone.by_whatsapp')}</p>
          <a className="button wide" href={whatsapp_url} target="_blank" rel="noopener noreferrer">
            <Icon name="chat" size={20} />
            {t('phone.open_whatsapp')}
          </a>
        </>
      )}
      {sms_number && (
        <>
          <p>{whatsapp_url ? t('phone.or_sms', { text, number: sms_number }) : t('phone.by_sms', { text, number: sms_number })}</p>
          <a className={whatsapp_url ? 'button second wide' : 'button wide'} href={`sms:${sms_number}?body=${encodeURIComponent(text)}`}>
            <Icon name="phone" size={20} />
            {t('phone.open_sms')}
          </a>
        </>
      )}
      <p role="status" className="row">
        <span className="waits" aria-hidden="true" />
        {t('phone.waiting')}
      </p>
    </div>
  );
}
