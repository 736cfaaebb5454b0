import { useState } from 'react';
import { explain, Problem } from '@/kernel/api/problem';
import { bytes, date, percent } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { discardFile, resendFile, type KeptFile } from '@/kernel/offline';
import { useFileAddress } from '@/kernel/offline/file-address';
import { Button } from '@/ui/Button';
import { Confirm } from '@/ui/Dialog';
import { toast } from '@/ui/Toast';

/** A file that is on its way in parts: how much of it arrived, and why it is still here. */
export function TrayFile({ file }: { file: KeptFile }) {
  const address = useFileAddress(file);
  const [discarding, setDiscarding] = useState(false);
  const [busy, setBusy] = useState(false);
  const { title, size, sent, status, last_error, next_at, made_at } = file;
  const run = async (work: () => Promise<void>) => {
    setBusy(true);
    try {
      await work();
    } catch (error) {
      toast(explain(error).title, { bad: true });
    } finally {
      setBusy(false);
    }
  };
  const reason = last_error && explain(new Problem(last_error.status, { ...last_error }));
  return (
    <div className="item" style={{ flexWrap: 'wrap', alignItems: 'flex-start' }}>
      {address && <img className="tray-file" src={address} alt="" />}
      <span className="grow">
        <span className="title">{title}</span>
        <span className="soft num">{[bytes(size), date(made_at, 'moment'), sent > 0 && t('queue.file_part', { share: percent(sent / size, 0) })].filter(Boolean).join(' · ')}</span>
        {reason && (
          <span className={status === 'refused' ? 'danger' : 'soft'}>
            {reason.title}
            {status === 'refused' ? ` ${reason.advice}` : next_at > last_error.at && ` · ${t('queue.next_try', { time: date(next_at, 'time') })}`}
          </span>
        )}
      </span>
      {status === 'refused' && (
        <span className="row wrap" style={{ width: '100%' }}>
          <Button small look="second" icon="refresh" busy={busy} onClick={() => void run(() => resendFile(file))}>
            {t('queue.again')}
          </Button>
          <Button small look="bad-plain" icon="trash" onClick={() => setDiscarding(true)}>
            {t('queue.discard')}
          </Button>
        </span>
      )}
      {discarding && (
        <Confirm title={t('queue.discard_title')} text={t('queue.discard_file')} action={t('queue.discard')} busy={busy} onConfirm={() => void run(() => discardFile(file))} onClose={() => setDiscarding(false)} />
      )}
    </div>
  );
}
