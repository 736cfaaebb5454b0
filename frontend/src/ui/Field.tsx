import { useId, useState, type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes, type TextareaHTMLAttributes } from 'react';
import { t } from '@/kernel/i18n';
import { Icon, type IconName } from './icons';

type Frame = { label: string; hint?: ReactNode; error?: string; optional?: boolean };

type Wiring = { id: string; 'aria-invalid'?: true; 'aria-describedby'?: string };

/** Label above, hint and error below, tied together for screen readers. */
export function Field({ label, hint, error, optional, children }: Frame & { children: (wiring: Wiring) => ReactNode }) {
  const id = useId();
  const described = [hint && `${id}-h`, error && `${id}-e`].filter(Boolean).join(' ');
  return (
    <div className="field">
      <label htmlFor={id}>
        {label}
        {optional && <span className="optional"> ({t('field.optional')})</span>}
      </label>
      {children({ id, 'aria-invalid': error ? true : undefined, 'aria-describedby': described || undefined })}
      {hint && (
        <div className="hint" id={`${id}-h`}>
          {hint}
        </div>
      )}
      {error && (
        <div className="error" id={`${id}-e`}>
          <Icon name="alert" size={20} />
          {error}
        </div>
      )}
    </div>
  );
}

type InputProps = Frame & Omit<InputHTMLAttributes<HTMLInputElement>, 'className'> & { suffix?: ReactNode };

export function TextField({ label, hint, error, optional, suffix, ...input }: InputProps) {
  return (
    <Field label={label} hint={hint} error={error} optional={optional}>
      {(wiring) => (
        <div className={error ? 'input wrong' : 'input'}>
          <input {...wiring} {...input} required={input.required ?? !optional} />
          {suffix && <span className="affix">{suffix}</span>}
        </div>
      )}
    </Field>
  );
}

/** Numbers are typed as people write them; the keypad of the phone opens. */
export function NumberField(props: InputProps) {
  return <TextField inputMode="decimal" autoComplete="off" {...props} />;
}

export function PasswordField(props: InputProps) {
  const [shown, setShown] = useState(false);
  const { label, hint, error, optional, ...input } = props;
  return (
    <Field label={label} hint={hint} error={error} optional={optional}>
      {(wiring) => (
        <div className={error ? 'input wrong' : 'input'}>
          <input {...wiring} {...input} type={shown ? 'text' : 'password'} autoCapitalize="none" required />
          <button
            type="button"
            className="icon-button"
            aria-label={shown ? t('field.hide_password') : t('field.show_password')}
            aria-pressed={shown}
            onClick={() => setShown(!shown)}
          >
            <Icon name={shown ? 'eyeOff' : 'eye'} />
          </button>
        </div>
      )}
    </Field>
  );
}

type SelectProps = Frame & Omit<SelectHTMLAttributes<HTMLSelectElement>, 'className'>;

export function SelectField({ label, hint, error, optional, children, ...select }: SelectProps) {
  return (
    <Field label={label} hint={hint} error={error} optional={optional}>
      {(wiring) => (
        <div className={error ? 'input wrong' : 'input'}>
          <select {...wiring} {...select}>
            {children}
          </select>
        </div>
      )}
    </Field>
  );
}

type AreaProps = Frame & Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, 'className'>;

export function TextArea({ label, hint, error, optional, ...area }: AreaProps) {
  return (
    <Field label={label} hint={hint} error={error} optional={optional}>
      {(wiring) => (
        <div className={error ? 'input wrong' : 'input'}>
          <textarea {...wiring} {...area} />
        </div>
      )}
    </Field>
  );
}

export function Check({ label, hint, ...input }: { label: string; hint?: string } & Omit<InputHTMLAttributes<HTMLInputElement>, 'type'>) {
  return (
    <label className="check">
      <input type="checkbox" {...input} />
      <span>
        {label}
        {hint && <span className="soft"> {hint}</span>}
      </span>
    </label>
  );
}

/** A search box whose word reaches `onSearch` once the typing rests, so that slow networks see one request. */
export function SearchField({ label, value, onSearch, autoFocus }: { label: string; value: string; onSearch: (text: string) => void; autoFocus?: boolean }) {
  const [text, setText] = useState(value);
  const [timer, setTimer] = useState<ReturnType<typeof setTimeout>>();
  const change = (next: string, wait: number) => {
    setText(next);
    clearTimeout(timer);
    setTimer(setTimeout(() => onSearch(next.trim()), wait));
  };
  return (
    <div className="input grow" role="search">
      <Icon name="search" size={20} />
      <input
        type="search"
        aria-label={label}
        placeholder={label}
        value={text}
        autoFocus={autoFocus}
        enterKeyHint="search"
        onChange={(event) => change(event.target.value, 250)}
        onKeyDown={(event) => event.key === 'Enter' && change(text, 0)}
      />
    </div>
  );
}

export type Choice<T extends string> = { value: T; label: string; hint?: string; icon?: IconName };

/** One of a few, as large targets. */
export function Choices<T extends string>({ label, name, value, choices, onChange }: { label: string; name: string; value: T | null; choices: Choice<T>[]; onChange: (value: T) => void }) {
  return (
    <fieldset className="field">
      <legend className="label">{label}</legend>
      <div className="choice">
        {choices.map((choice) => (
          <label key={choice.value}>
            <input type="radio" name={name} value={choice.value} checked={choice.value === value} onChange={() => onChange(choice.value)} />
            {choice.icon && <Icon name={choice.icon} />}
            <span>
              <span className="strong">{choice.label}</span>
              {choice.hint && <span className="soft"> {choice.hint}</span>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
