import { useState } from 'react';
import { t } from '@/kernel/i18n';
import { expiryDay } from '@/entities/product/expiry';
import type { ReceivedLine } from './receipts';

type Props = { line: ReceivedLine; name: string; onChange: (next: Partial<ReceivedLine>) => void };

/** When goods that came expire, and their lot, as both are printed on them. */
export function LineExpiry({ line, name, onChange }: Props) {
  const [text, setText] = useState(line.expires_on ?? '');
  const wrong = expiryDay(text) === undefined;
  return (
    <span className="expiry">
      <span className={wrong ? 'input wrong' : 'input'}>
        <input
          type="date"
          aria-label={t('expiry.day_of', { name })}
          aria-invalid={wrong || undefined}
          min="2000-01-01"
          max="2199-12-31"
          autoFocus={!line.expires_on}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            onChange({ expires_on: expiryDay(event.target.value) ?? null });
          }}
        />
      </span>
      <span className="input">
        <input
          autoComplete="off"
          maxLength={60}
          aria-label={t('expiry.lot_of', { name })}
          placeholder={t('expiry.lot')}
          value={line.lot ?? ''}
          onChange={(event) => onChange({ lot: event.target.value })}
        />
      </span>
    </span>
  );
}
