import { useEffect, useEffectEvent } from 'react';
import { UNHURRIED_MS, WedgeReader } from './wedge';

const EDITABLE = 'input, textarea, select, [contenteditable], dialog';

/** Codes of a hardware scanner while nothing is being typed into; fields handle their own keys. */
export function useWedge(onCode: (code: string) => void): void {
  const found = useEffectEvent(onCode);
  useEffect(() => {
    const reader = new WedgeReader(UNHURRIED_MS);
    const listen = (event: KeyboardEvent) => {
      if (event.target instanceof Element && event.target.closest(EDITABLE)) return;
      const code = reader.key(event.key, event.timeStamp);
      if (code === null) return;
      // The Enter must not press the button that has the focus.
      event.preventDefault();
      event.stopPropagation();
      found(code);
    };
    document.addEventListener('keydown', listen, true);
    return () => document.removeEventListener('keydown', listen, true);
  }, []);
}
