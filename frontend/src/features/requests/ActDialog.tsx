import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Outcome, RequestDetail } from '@/kernel/api/services';
import { currencySign, money, moneyToText, parseMoney } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { ProviderPicker } from '@/entities/provider/ProviderPicker';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { Check, Choices, NumberField, TextArea, TextField } from '@/ui/Field';
import { useAct } from './acting';
import { feeIsDue, type ActName } from './allowed';
import { requestSettingsQuery } from './reads';

const REASONS: Partial<Record<ActName, readonly string[]>> = {
  cancel: ['client', 'duplicate', 'unreachable', 'too_far'],
  give_back: ['not_coming', 'cannot', 'too_late'],
  reopen: ['still_broken', 'by_mistake'],
};

/** What an act needs to know before it is done. */
export function ActDialog({ act, request, onClose }: { act: ActName; request: RequestDetail; onClose: () => void }) {
  const send = useAct(request.id);
  const [reason, setReason] = useState('');
  const [provider, setProvider] = useState<{ id: string; name: string } | null>(null);
  const [outcome, setOutcome] = useState<Outcome>('fixed');
  const [amount, setAmount] = useState(moneyToText(request.amount));
  const [withFee, setWithFee] = useState(false);
  const [noPhoto, setNoPhoto] = useState('');
  const [photoError, setPhotoError] = useState<string>();
  const [error, setError] = useState<string>();
  const photoMissing = act === 'complete' && !request.photos.some(({ kind }) => kind === 'after');
  const needsReason = act === 'cancel' || act === 'give_back' || act === 'reopen';

  const submit = () => {
    const parsed = parseMoney(amount);
    if (act === 'assign' && !provider) return setError(t('check.required'));
    if (needsReason && !reason.trim()) return setError(t('requests.reason_needed'));
    if (photoMissing && !noPhoto.trim()) return setPhotoError(t('check.required'));
    if (act === 'complete' && parsed !== null && !(parsed >= 0)) return setError(t('check.amount'));
    const body = {
      assign: { provider_id: provider?.id },
      relaunch: undefined,
      complete: { outcome, note: reason.trim() || null, amount: parsed, after_photo_missing_reason: noPhoto.trim() || null },
      cancel: { reason: reason.trim(), with_fee: withFee },
      give_back: { reason: reason.trim() },
      reopen: { reason: reason.trim() },
    }[act];
    send.mutate({ path: `/${act.replace('_', '-')}`, body, done: `requests.done.${act}` }, { onSuccess: onClose });
  };

  return (
    <Dialog
      title={t(`requests.act.${act}`)}
      onClose={onClose}
      onSubmit={submit}
      foot={
        <>
          <Button look="second" onClick={onClose}>
            {t('action.keep')}
          </Button>
          <Button type="submit" look={act === 'cancel' ? 'bad' : undefined} busy={send.isPending}>
            {t(`requests.act.${act}`)}
          </Button>
        </>
      }
    >
      <div className="stack">
        <p>{t(`requests.act_text.${act}`)}</p>
        {act === 'assign' && <ProviderPicker label={t('requests.provider')} service={request.service_id} chosen={provider} onChange={setProvider} error={error} hint={t('requests.assign_hint')} />}
        {act === 'cancel' && feeIsDue(request) && <Fee chosen={withFee} onChange={setWithFee} />}
        {act === 'complete' && (
          <>
            <Choices<Outcome>
              label={t('requests.outcome')}
              name="outcome"
              value={outcome}
              onChange={setOutcome}
              choices={[
                { value: 'fixed', label: t('requests.outcome.fixed'), icon: 'check' },
                { value: 'not_fixed', label: t('requests.outcome.not_fixed'), icon: 'close' },
              ]}
            />
            <NumberField label={t('requests.amount')} optional suffix={currencySign()} value={amount} error={error} onChange={(event) => setAmount(event.target.value)} />
            {photoMissing && <TextField label={t('requests.no_photo')} maxLength={300} error={photoError} autoComplete="off" value={noPhoto} onChange={(event) => setNoPhoto(event.target.value)} />}
            <TextArea label={t('field.note')} optional maxLength={1000} value={reason} onChange={(event) => setReason(event.target.value)} />
          </>
        )}
        {needsReason && (
          <>
            <div className="row wrap">
              {REASONS[act]?.map((code) => {
                const text = t(`requests.reason.${code}` as 'requests.reason.client');
                return (
                  <button key={code} type="button" className="chip" aria-pressed={reason === text} onClick={() => setReason(text)}>
                    {text}
                  </button>
                );
              })}
            </div>
            <TextArea
              label={t('requests.reason')}
              maxLength={500}
              value={reason}
              error={error}
              onChange={(event) => {
                setError(undefined);
                setReason(event.target.value);
              }}
            />
          </>
        )}
      </div>
    </Dialog>
  );
}

function Fee({ chosen, onChange }: { chosen: boolean; onChange: (chosen: boolean) => void }) {
  const fee = useQuery(requestSettingsQuery()).data?.cancel_fee ?? 0;
  if (fee === 0) return null;
  return <Check label={t('requests.cancel_with_fee', { amount: money(fee) })} hint={t('requests.cancel_fee_hint')} checked={chosen} onChange={(event) => onChange(event.target.checked)} />;
}
