import { useState } from 'react';
import { Problem } from '@/kernel/api/problem';
import { useUnsavedWork } from '@/kernel/dirty';

export type Errors<T> = Partial<Record<keyof T & string, string>>;

function errorsOf<T extends Record<string, unknown>>(problem: Problem, values: T): Errors<T> {
  const byField: Errors<T> = {};
  for (const name of Object.keys(values) as (keyof T & string)[]) byField[name] = problem.fieldError(name);
  return byField;
}

/**
 * The state of a small form: text values, the errors found here and those of the server's answer by field name,
 * and whether something is typed that would be lost. `refused`: the answer to an earlier attempt with these values.
 */
export function useForm<T extends Record<string, unknown>>(initial: T, check: (values: T) => Errors<T>, refused: Problem | null = null) {
  const [values, setValues] = useState(initial);
  const [touched, setTouched] = useState(false);
  const [found, setFound] = useState<Errors<T>>(() => (refused ? errorsOf(refused, initial) : {}));
  const [problem, setProblem] = useState<unknown>(refused);
  const [busy, setBusy] = useState(false);
  useUnsavedWork(touched);

  const set = <K extends keyof T & string>(name: K, value: T[K]) => {
    setValues((now) => ({ ...now, [name]: value }));
    setFound((now) => ({ ...now, [name]: undefined }));
    setTouched(true);
  };

  /** Checks, sends, and keeps what the server found; true when it was accepted. */
  const submit = async (send: (values: T) => Promise<unknown>): Promise<boolean> => {
    const errors = check(values);
    setProblem(null);
    setFound(errors);
    if (Object.values(errors).some(Boolean)) {
      requestAnimationFrame(() => document.querySelector<HTMLElement>('[aria-invalid=true]')?.focus());
      return false;
    }
    setBusy(true);
    try {
      await send(values);
      setTouched(false);
      return true;
    } catch (error) {
      setProblem(error);
      if (error instanceof Problem) setFound(errorsOf(error, values));
      return false;
    } finally {
      setBusy(false);
    }
  };

  const bind = <K extends keyof T & string>(name: K) => ({
    value: values[name] as string,
    error: found[name],
    onChange: (event: { target: { value: string } }) => set(name, event.target.value as T[K]),
  });

  return { values, set, bind, submit, problem, busy, errors: found, touched };
}
