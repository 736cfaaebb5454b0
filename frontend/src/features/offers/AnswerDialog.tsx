import { t } from '@/kernel/i18n';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { Choices, TextArea, TextField } from '@/ui/Field';
import { FormError } from '@/ui/states';
import { useForm } from '@/ui/useForm';
import type { Answer } from './answering';

const WHY = ['busy', 'far', 'skill', 'price', 'other'] as const;
type Why = (typeof WHY)[number];

type Props = { answer: Exclude<Answer, 'accept'>; onSend: (body: Record<string, string>) => Promise<void>; onClose: () => void };

/** What goes with a no, another time, or a question. */
export function AnswerDialog({ answer, onSend, onClose }: Props) {
  const form = useForm({ why: '' as Why | '', at: '', note: '' }, ({ why, at, note }) => ({
    why: answer === 'decline' && !why ? t('p.decline.choose') : undefined,
    at: answer === 'propose' && !(Date.parse(at) > Date.now()) ? t('p.propose.future') : undefined,
    note: (answer === 'question' || (answer === 'decline' && why === 'other')) && !note.trim() ? t('check.required') : undefined,
  }));
  const send = () =>
    form.submit(({ why, at, note }) => {
      const words = note.trim();
      if (answer === 'decline') return onSend({ reason: [why !== 'other' && why && t(`p.decline.${why}`), words].filter(Boolean).join('. ') });
      if (answer === 'propose') return onSend({ at: new Date(at).toISOString(), ...(words ? { note: words } : {}) });
      return onSend({ note: words });
    });
  return (
    <Dialog
      title={t(`p.${answer}.title`)}
      onClose={onClose}
      onSubmit={() => void send()}
      foot={
        <>
          <Button look="second" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" busy={form.busy}>
            {t(`p.${answer}.send`)}
          </Button>
        </>
      }
    >
      <div className="stack">
        <FormError error={form.problem} />
        {answer === 'decline' && (
          <>
            <Choices<Why>
              label={t('p.decline.why')}
              name="why"
              value={form.values.why || null}
              choices={WHY.map((value) => ({ value, label: t(`p.decline.${value}`) }))}
              onChange={(value) => form.set('why', value)}
            />
            {form.errors.why && (
              <p className="danger strong" role="alert">
                {form.errors.why}
              </p>
            )}
          </>
        )}
        {answer === 'propose' && <TextField label={t('p.propose.at')} type="datetime-local" {...form.bind('at')} />}
        <TextArea
          label={t(answer === 'question' ? 'p.question.note' : 'p.note')}
          optional={answer !== 'question' && form.values.why !== 'other'}
          rows={3}
          maxLength={500}
          hint={answer === 'decline' ? undefined : t('p.note_hint')}
          {...form.bind('note')}
        />
      </div>
    </Dialog>
  );
}
