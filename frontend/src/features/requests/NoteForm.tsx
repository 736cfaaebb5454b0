import { useState } from 'react';
import { useUnsavedWork } from '@/kernel/dirty';
import { t } from '@/kernel/i18n';
import { Button } from '@/ui/Button';
import { TextArea } from '@/ui/Field';
import { useAct } from './acting';

/** Something to remember about a request, for the company alone. */
export function NoteForm({ id }: { id: string }) {
  const [note, setNote] = useState('');
  const send = useAct(id);
  useUnsavedWork(note.trim() !== '');
  return (
    <form
      className="stack tight"
      onSubmit={(event) => {
        event.preventDefault();
        if (note.trim()) send.mutate({ path: '/notes', body: { note: note.trim() } }, { onSuccess: () => setNote('') });
      }}
    >
      <TextArea label={t('requests.note')} maxLength={1000} rows={2} value={note} onChange={(event) => setNote(event.target.value)} />
      <div className="row end">
        <Button type="submit" look="second" small busy={send.isPending} disabled={!note.trim()}>
          {t('requests.add_note')}
        </Button>
      </div>
    </form>
  );
}
