import type { ChangeEvent } from 'react';
import { t, type MessageKey } from '@/kernel/i18n';
import { PasswordField } from '@/ui/Field';
import { passwordStrength } from './password';

const WORDS: MessageKey[] = ['strength.short', 'strength.weak', 'strength.fair', 'strength.good', 'strength.strong'];

type Props = { label: string; value: string; error?: string; onChange: (event: ChangeEvent<HTMLInputElement>) => void };

/** A password being made, with a bar that says how hard it is to guess. */
export function NewPasswordField({ label, value, error, onChange }: Props) {
  const strength = passwordStrength(value);
  return (
    <PasswordField
      label={label}
      value={value}
      error={error}
      onChange={onChange}
      autoComplete="new-password"
      hint={
        <span className="stack tight">
          <span className={`strength ${strength <= 1 ? 'weak' : strength === 2 ? 'fair' : ''}`} aria-hidden="true">
            {[1, 2, 3, 4].map((step) => (
              <i key={step} className={value && strength >= step ? 'on' : undefined} />
            ))}
          </span>
          <span>{value ? t(WORDS[strength]!) : t('strength.hint')}</span>
        </span>
      }
    />
  );
}
