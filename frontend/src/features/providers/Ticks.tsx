import { Check } from '@/ui/Field';

type Option = { id: string; name: string };

/** Several of a short list. */
export function Ticks({ label, options, chosen, onChange }: { label: string; options: readonly Option[]; chosen: readonly string[]; onChange: (ids: string[]) => void }) {
  return (
    <fieldset className="field">
      <legend className="label">{label}</legend>
      <div className="checks">
        {options.map(({ id, name }) => (
          <Check key={id} label={name} checked={chosen.includes(id)} onChange={(event) => onChange(event.target.checked ? [...chosen, id] : chosen.filter((one) => one !== id))} />
        ))}
      </div>
    </fieldset>
  );
}
