import { t } from '@/kernel/i18n';

export const CODE_LENGTH = 6;

/** The code in a pasted message; else the first digits of what was typed. Arabic digits are read as well. */
export function digitsOf(text: string): string {
  const plain = text.replace(/[٠-٩۰-۹]/g, (digit) => String(digit.charCodeAt(0) % 16));
  const whole = /(?<!\d)\d{6}(?!\d)/.exec(plain)?.[0];
  return whole ?? plain.replace(/\D/g, '').slice(0, CODE_LENGTH);
}

export const codeError = (code: string): string | undefined => (code.length === CODE_LENGTH ? undefined : t('code.digits'));

/** A telephone number as somebody types it has at least this many digits. */
export const phoneError = (phone: string): string | undefined => (phone.replace(/\D/g, '').length >= 6 ? undefined : t('check.required'));
