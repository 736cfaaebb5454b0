import { t } from '@/kernel/i18n';
import { passwordStrength } from './password';

export const required = (value: string): string | undefined => (value.trim() ? undefined : t('check.required'));

export const emailError = (value: string): string | undefined =>
  /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value.trim()) ? undefined : t('check.email');

export const passwordError = (value: string): string | undefined =>
  passwordStrength(value) === 0 ? t('check.password_short') : undefined;
