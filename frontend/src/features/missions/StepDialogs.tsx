import { useState } from 'react';
import { currencySign, money, parseMoney } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { Check, Choices, NumberField, TextArea, TextField } from '@/ui/Field';
import { FormError } from '@/ui/states';
import { useForm } from '@/ui/useForm';
import type { MissionCopy } from '@/entities/mission/copy';
import type { StepFields } from './offline';

export type StepDialogProps = { mission: MissionCopy; onClose: () => void; onTake: (fields: StepFields) => Promise<unknown> };

/** The client's four digits; without them a reason, which the company reads. */
export function CodeDialog({ mission, onClose, onTake }: StepDialogProps) {
  const [without, setWithout] = useState(false);
  const form = useForm({ code: '', reason: '' }, ({ code, reason }) => ({
    code: without || /^\d{4}$/.test(code.trim()) ? undefined : t('mission.code.wrong'),
    reason: without && !reason.trim() ? t('check.required') : undefined,
  }));
  const send = () => void form.submit(({ code, reason }) => onTake(without ? { bypass_reason: reason.trim() } : { code: code.trim() }));
  return (
    <Dialog title={t('mission.code.title')} onClose={onClose} onSubmit={send} foot={<Foot onClose={onClose} action={t('mission.do.diagnostic')} busy={form.busy} />}>
      <div className="stack">
        <FormError error={form.problem} />
        <p>{t('mission.code.text', { name: mission.client_name })}</p>
        {without ? (
          <TextArea label={t('mission.code.why')} hint={t('mission.code.why_hint')} {...form.bind('reason')} />
        ) : (
          <TextField label={t('mission.code.label')} inputMode="numeric" maxLength={4} autoComplete="off" autoFocus {...form.bind('code')} />
        )}
        <Check label={t('mission.code.without')} checked={without} onChange={(event) => setWithout(event.target.checked)} />
      </div>
    </Dialog>
  );
}

/** What the repair will cost: above the company's limit it waits for the client's word. */
export function QuoteDialog({ mission, onClose, onTake }: StepDialogProps) {
  const form = useForm({ amount: '' }, ({ amount }) => ({ amount: Number.isNaN(parseMoney(amount)) ? t('check.amount') : undefined }));
  const send = () => void form.submit(({ amount }) => onTake({ amount: parseMoney(amount) }));
  return (
    <Dialog title={t('mission.do.repair')} onClose={onClose} onSubmit={send} foot={<Foot onClose={onClose} action={t('mission.do.repair')} busy={form.busy} />}>
      <div className="stack">
        <FormError error={form.problem} />
        <NumberField label={t('mission.quote')} hint={t('mission.quote_hint', { amount: money(mission.quote_threshold) })} optional suffix={currencySign()} {...form.bind('amount')} />
      </div>
    </Dialog>
  );
}

const REASONS = ['broken_down', 'too_long', 'no_part', 'ill', 'other'] as const;

export function GiveBackDialog({ onClose, onTake }: StepDialogProps) {
  const [reason, setReason] = useState<(typeof REASONS)[number] | null>(null);
  const form = useForm({ other: '', reason: '' }, ({ other }) => ({
    reason: reason ? undefined : t('p.decline.choose'),
    other: reason === 'other' && !other.trim() ? t('check.required') : undefined,
  }));
  const send = () => void form.submit(({ other }) => onTake({ reason: reason === 'other' ? other.trim() : t(`mission.back.${reason!}`) }));
  return (
    <Dialog title={t('mission.back.title')} onClose={onClose} onSubmit={send} foot={<Foot bad onClose={onClose} action={t('mission.do.give_back')} busy={form.busy} />}>
      <div className="stack">
        <FormError error={form.problem} />
        <p>{t('mission.back.text')}</p>
        <Choices label={t('p.decline.why')} name="reason" value={reason} choices={REASONS.map((value) => ({ value, label: t(`mission.back.${value}`) }))} onChange={setReason} />
        {form.errors.reason && !reason && <p className="danger">{form.errors.reason}</p>}
        {reason === 'other' && <TextArea label={t('mission.back.say')} {...form.bind('other')} />}
      </div>
    </Dialog>
  );
}

export function Foot({ onClose, action, busy, bad }: { onClose: () => void; action: string; busy: boolean; bad?: boolean }) {
  return (
    <>
      <Button look="second" onClick={onClose}>
        {t('action.cancel')}
      </Button>
      <Button type="submit" look={bad ? 'bad' : undefined} busy={busy}>
        {action}
      </Button>
    </>
  );
}
