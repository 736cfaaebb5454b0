import { useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { t } from '@/kernel/i18n';
import { Field } from './Field';
import { Icon } from './icons';

type Option<T> = { key: string; label: string; detail?: ReactNode; value: T };

type Props<T> = {
  label: string;
  /** What is in the box when nothing is being typed. */
  chosen: string;
  options: Option<T>[];
  loading: boolean;
  onType: (text: string) => void;
  onChoose: (value: T) => void;
  onClear?: () => void;
  /** Sees each key before the list does; true when it has taken what was typed, and the box is emptied. */
  onKey?: (event: KeyboardEvent, typed: string) => boolean;
  /** Offered below the options when something was typed. */
  create?: { label: (text: string) => string; run: (text: string) => void };
  placeholder?: string;
  error?: string;
  hint?: string;
  optional?: boolean;
};

/** A text box with a list of matches, by the ARIA combobox pattern; the options come from the caller. */
export function Combobox<T>({ label, chosen, options, loading, onType, onChoose, onClear, onKey, create, placeholder, error, hint, optional }: Props<T>) {
  const listId = useId();
  const [open, setOpen] = useState(false);
  const [text, setText] = useState<string | null>(null);
  const [active, setActive] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const typed = text?.trim() ?? '';
  const offers = create && typed ? options.length + 1 : options.length;

  const close = () => {
    setOpen(false);
    setText(null);
    setActive(0);
  };
  const choose = (index: number) => {
    const option = options[index];
    if (option) onChoose(option.value);
    else if (create && typed) create.run(typed);
    else return;
    close();
    onType('');
  };

  return (
    <Field label={label} error={error} hint={hint} optional={optional}>
      {(wiring) => (
        <div className="combo">
          <div className={error ? 'input wrong' : 'input'}>
            <Icon name="search" size={20} />
            <input
              {...wiring}
              ref={input}
              role="combobox"
              aria-expanded={open}
              aria-controls={listId}
              aria-autocomplete="list"
              aria-activedescendant={open && offers ? `${listId}-${active}` : undefined}
              autoComplete="off"
              placeholder={placeholder}
              value={text ?? chosen}
              onFocus={() => setOpen(true)}
              // After a choice the box keeps the focus: a tap opens the list again.
              onClick={() => setOpen(true)}
              onBlur={close}
              onChange={(event) => {
                setText(event.target.value);
                setActive(0);
                setOpen(true);
                onType(event.target.value.trim());
              }}
              onKeyDown={(event) => {
                if (onKey?.(event, typed)) {
                  event.preventDefault();
                  close();
                  onType('');
                } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
                  event.preventDefault();
                  setOpen(true);
                  if (offers) setActive((active + (event.key === 'ArrowDown' ? 1 : offers - 1)) % offers);
                } else if (event.key === 'Enter' && open && offers) {
                  event.preventDefault();
                  choose(active);
                } else if (event.key === 'Escape' && open) {
                  event.preventDefault();
                  close();
                }
              }}
            />
            {chosen && onClear && (
              <button type="button" className="icon-button" aria-label={t('action.clear')} onClick={onClear}>
                <Icon name="close" size={20} />
              </button>
            )}
          </div>
          {open && (
            <ul className="combo-list" role="listbox" id={listId} aria-label={label}>
              {options.map((option, index) => (
                <li
                  key={option.key}
                  id={`${listId}-${index}`}
                  role="option"
                  aria-selected={index === active}
                  // Before the blur, which would close the list under the finger.
                  onMouseDown={(event) => event.preventDefault()}
                  onClick={() => choose(index)}
                >
                  <span className="clip">{option.label}</span>
                  {option.detail}
                </li>
              ))}
              {create && typed && (
                <li
                  id={`${listId}-${options.length}`}
                  role="option"
                  aria-selected={active === options.length}
                  onMouseDown={(event) => event.preventDefault()}
                  onClick={() => choose(options.length)}
                >
                  <span className="strong">{create.label(typed)}</span>
                  <Icon name="plus" size={20} />
                </li>
              )}
              {!offers && (
                <li role="option" aria-selected="false" aria-disabled="true" className="soft">
                  {loading ? t('state.loading') : t('state.no_match')}
                </li>
              )}
            </ul>
          )}
        </div>
      )}
    </Field>
  );
}
