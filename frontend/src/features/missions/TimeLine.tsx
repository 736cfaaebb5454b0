import { date } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { useOperations } from '@/kernel/offline';
import { Button } from '@/ui/Button';
import { Card } from '@/ui/Card';
import { TextArea } from '@/ui/Field';
import { FormError } from '@/ui/states';
import { useForm } from '@/ui/useForm';
import type { MissionCopy } from '@/entities/mission/copy';
import { stateText } from '@/entities/mission/words';
import { addNote } from './offline';
import { shownHistory, type Happened } from './shown';

/** What happened, the newest first, and a word for the company. */
export function TimeLine({ mission }: { mission: MissionCopy }) {
  const happened = shownHistory(mission, useOperations()).reverse();
  const form = useForm({ note: '' }, ({ note }) => ({ note: note.trim() ? undefined : t('check.required') }));
  const send = async () => {
    if (await form.submit(({ note }) => addNote(mission, note.trim()))) form.set('note', '');
  };
  return (
    <Card title={t('mission.history')}>
      <div className="stack">
        <form
          noValidate
          className="stack tight"
          onSubmit={(event) => {
            event.preventDefault();
            void send();
          }}
        >
          <FormError error={form.problem} />
          <TextArea label={t('mission.note_add')} {...form.bind('note')} />
          <Button type="submit" look="second" small busy={form.busy}>
            {t('mission.note_save')}
          </Button>
        </form>
        <ol className="time-line">
          {happened.map((one) => (
            <li key={one.id}>
              <span className="soft num">{date(one.at, 'moment')}</span>
              <strong>{titleOf(one)}</strong>
              {[one.note, one.reason].filter(Boolean).map((text) => (
                <span key={text}>{text}</span>
              ))}
              {one.operation && <span className={one.operation.status === 'rejected' ? 'danger' : 'soft'}>{t(one.operation.status === 'rejected' ? 'mission.refused_here' : 'mission.only_here')}</span>}
            </li>
          ))}
        </ol>
      </div>
    </Card>
  );
}

function titleOf({ kind, state, stage, by }: Happened): string {
  if (kind === 'bypass') return t('mission.bypass');
  if (state && kind === 'transition') return stateText(state, stage);
  // A step that came too late to be taken is a note that says which.
  if (state) return t('mission.late', { step: stateText(state, stage) });
  return t(by === 'provider' ? 'mission.note_mine' : 'mission.note_theirs');
}
