import { t } from '@/kernel/i18n';
import { TextField } from '@/ui/Field';
import { CODE_LENGTH, digitsOf } from './code';

type Props = { label?: string; value: string; error?: string; hint?: string; autoFocus?: boolean; onChange: (code: string) => void };

/** The digits that were sent: typed, pasted with whatever stands around them, or offered by the phone from the message. */
export function CodeField({ label = t('code.field'), value, error, hint, autoFocus, onChange }: Props) {
  return (
    <TextField
      label={label}
      hint={hint}
      error={error}
      inputMode="numeric"
      autoComplete="one-time-code"
      autoFocus={autoFocus}
      maxLength={CODE_LENGTH}
      value={value}
      style={{ letterSpacing: '0.35em', fontSize: 24, fontVariantNumeric: 'tabular-nums' }}
      onPaste={(event) => {
        event.preventDefault();
        onChange(digitsOf(event.clipboardData.getData('text')));
      }}
      onChange={(event) => onChange(digitsOf(event.target.value))}
    />
  );
}
