import { useState } from 'react';
import { Problem } from '@/kernel/api/problem';

type Company = { id: string; name: string };
/** What a sign-in is asked besides its first proof. */
export type Extra = { tenant_id?: string; totp?: string };
export type Step = { name: 'proof' } | { name: 'company'; companies: Company[] } | { name: 'factor' };

/** A sign-in goes on until the server has what it asks for: which company, and the code of the second check. */
export function useEntry() {
  const [step, setStep] = useState<Step>({ name: 'proof' });
  const [given, setGiven] = useState<Extra>({});
  const enter = async (attempt: (extra: Extra) => Promise<unknown>, more: Extra = {}) => {
    const extra = { ...given, ...more };
    try {
      await attempt(extra);
    } catch (error) {
      if (!(error instanceof Problem) || !['choose_tenant', 'second_factor_required'].includes(error.code)) throw error;
      setGiven(extra);
      setStep(error.code === 'choose_tenant' ? { name: 'company', companies: error.body.tenants as Company[] } : { name: 'factor' });
    }
  };
  const back = () => {
    setGiven({});
    setStep({ name: 'proof' });
  };
  return { step, enter, back };
}
