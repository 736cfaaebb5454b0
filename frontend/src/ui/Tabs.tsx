type Props<T extends string> = { label: string; value: T; options: { value: T; label: string }[]; onChange: (value: T) => void };

/** A few views of one thing, of which one is shown. */
export function Tabs<T extends string>({ label, value, options, onChange }: Props<T>) {
  return (
    <div className="tabs" role="group" aria-label={label}>
      {options.map((option) => (
        <button key={option.value} type="button" aria-pressed={option.value === value} onClick={() => onChange(option.value)}>
          {option.label}
        </button>
      ))}
    </div>
  );
}

type ChipsProps<T extends string> = { label: string; value: T | null; options: { value: T | null; label: string }[]; onChange: (value: T | null) => void };

/** A filter of one among several; scrolls sideways inside itself on a phone. */
export function Chips<T extends string>({ label, value, options, onChange }: ChipsProps<T>) {
  return (
    <div className="chips" role="group" aria-label={label}>
      {options.map((option) => (
        <button key={option.value ?? ''} type="button" className="chip" aria-pressed={option.value === value} onClick={() => onChange(option.value)}>
          {option.label}
        </button>
      ))}
    </div>
  );
}
