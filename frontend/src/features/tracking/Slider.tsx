import { useId } from 'react';

type Props = { label: string; hint?: string; value: number; shown: string; min: number; max: number; step: number; disabled?: boolean; onChange: (value: number) => void };

/** A number that is drawn along a line; what it means stands beside it. */
export function Slider({ label, hint, value, shown, min, max, step, disabled, onChange }: Props) {
  const id = useId();
  return (
    <div className="slider">
      <label htmlFor={id}>{label}</label>
      <output htmlFor={id} className="num strong">
        {shown}
      </output>
      <input id={id} type="range" min={min} max={max} step={step} value={value} disabled={disabled} aria-valuetext={shown} aria-describedby={hint ? `${id}-h` : undefined} onChange={(event) => onChange(Number(event.target.value))} />
      {hint && (
        <span id={`${id}-h`} className="soft">
          {hint}
        </span>
      )}
    </div>
  );
}
