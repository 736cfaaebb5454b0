import { useState } from 'react';
import { currencySign, moneyToText, parseMoney } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { useFiles } from '@/kernel/offline';
import { Dialog } from '@/ui/Dialog';
import { Choices, NumberField, TextArea } from '@/ui/Field';
import { Icon } from '@/ui/icons';
import { FormError } from '@/ui/states';
import { useForm } from '@/ui/useForm';
import { TakePhoto } from './TakePhoto';
import { Foot, type StepDialogProps } from './StepDialogs';

/** The end: what became of it, what the work costs, and the photo that shows it or why there is none. */
export function CompleteDialog({ mission, onClose, onTake }: StepDialogProps) {
  const here = useFiles().filter(({ subject, kind, status }) => subject === mission.id && kind === 'after' && status !== 'refused');
  const photo = here.at(-1)?.id ?? mission.photos.filter(([, kind]) => kind === 'after').at(-1)?.[0];
  const [outcome, setOutcome] = useState<'fixed' | 'not_fixed' | null>(null);
  const form = useForm({ amount: moneyToText(mission.amount), note: '', missing: '', outcome: '' }, ({ amount, missing }) => ({
    outcome: outcome ? undefined : t('mission.outcome.choose'),
    amount: Number.isNaN(parseMoney(amount)) ? t('check.amount') : undefined,
    missing: photo || missing.trim() ? undefined : t('mission.after.needed'),
  }));
  const send = () =>
    void form.submit(({ amount, note, missing }) =>
      onTake({
        outcome: outcome!,
        amount: parseMoney(amount),
        note: note.trim() || null,
        ...(photo ? { after_photo_id: photo } : { after_photo_missing_reason: missing.trim() }),
      }),
    );
  return (
    <Dialog title={t('mission.do.completed')} onClose={onClose} onSubmit={send} foot={<Foot onClose={onClose} action={t('mission.finish')} busy={form.busy} />}>
      <div className="stack">
        <FormError error={form.problem} />
        <Choices
          label={t('mission.outcome')}
          name="outcome"
          value={outcome}
          choices={[
            { value: 'fixed', label: t('mission.outcome.fixed'), icon: 'check' },
            { value: 'not_fixed', label: t('mission.outcome.not_fixed'), icon: 'close' },
          ]}
          onChange={setOutcome}
        />
        {form.errors.outcome && !outcome && <p className="danger">{form.errors.outcome}</p>}
        <NumberField label={t('mission.amount')} hint={t('mission.amount_hint')} optional suffix={currencySign()} {...form.bind('amount')} />
        {photo ? (
          <p className="row ok">
            <Icon name="check" size={20} />
            {t('mission.after.here')}
          </p>
        ) : (
          <div className="stack tight">
            <TakePhoto mission={mission} kind="after" />
            <TextArea label={t('mission.after.missing')} {...form.bind('missing')} />
          </div>
        )}
        <TextArea label={t('mission.note')} optional {...form.bind('note')} />
      </div>
    </Dialog>
  );
}
