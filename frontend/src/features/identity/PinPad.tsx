import { useRef, useState } from 'react';
import { isPin } from '@/kernel/auth/pin';
import { t } from '@/kernel/i18n';
import { Button } from '@/ui/Button';
import { Field } from '@/ui/Field';
import { Icon } from '@/ui/icons';
import { FormError } from '@/ui/states';

type Props = { label: string; action: string; onPin: (pin: string) => Promise<void> };

const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];

/** A PIN by large keys, or by the keys of a keyboard. What `onPin` throws is shown, and the PIN is typed anew. */
export function PinPad({ label, action, onPin }: Props) {
  const [pin, setPin] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const input = useRef<HTMLInputElement>(null);
  const press = (digit: string) => setPin((now) => (now.length < 6 ? now + digit : now));
  const send = async () => {
    if (busy || !isPin(pin)) return;
    setBusy(true);
    setProblem(null);
    try {
      await onPin(pin);
    } catch (error) {
      setProblem(error);
      setPin('');
      input.current?.focus();
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      className="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <FormError error={problem} />
      <Field label={label}>
        {(wiring) => (
          <div className="input">
            <input
              {...wiring}
              ref={input}
              className="pin"
              type="password"
              // The keys below are the keypad: the phone's own would cover them.
              inputMode="none"
              autoComplete="off"
              autoFocus
              maxLength={6}
              value={pin}
              onChange={(event) => setPin(event.target.value.replace(/\D/g, '').slice(0, 6))}
            />
          </div>
        )}
      </Field>
      <div className="pad" role="group" aria-label={t('pin.keys')}>
        {DIGITS.map((digit) => (
          <button key={digit} type="button" onClick={() => press(digit)}>
            {digit}
          </button>
        ))}
        <button type="button" aria-label={t('pin.erase')} onClick={() => setPin((now) => now.slice(0, -1))}>
          <Icon name="back" />
        </button>
        <button type="button" onClick={() => press('0')}>
          {'0'}
        </button>
        <button type="submit" className="go" aria-label={action} disabled={!isPin(pin)} aria-busy={busy || undefined}>
          {busy ? <span className="spinner" aria-hidden="true" /> : <Icon name="check" />}
        </button>
      </div>
    </form>
  );
}

/** The way in for whoever forgot the PIN, or whose PIN is locked; it needs the network. */
export function OtherWay({ onPress, children }: { onPress: () => void; children: string }) {
  return (
    <Button look="plain" wide onClick={onPress}>
      {children}
    </Button>
  );
}
