import { useEffect, useId } from 'react';

/** Forms with unsaved work. An update of the application waits until there is none. */
const dirty = new Set<string>();

export const hasUnsavedWork = (): boolean => dirty.size > 0;

export function useUnsavedWork(unsaved: boolean): void {
  const id = useId();
  useEffect(() => {
    if (!unsaved) return;
    dirty.add(id);
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', warn);
    return () => {
      dirty.delete(id);
      removeEventListener('beforeunload', warn);
    };
  }, [id, unsaved]);
}
