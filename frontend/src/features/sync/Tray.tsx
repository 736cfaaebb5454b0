import { useState } from 'react';
import { age, integer } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { drainNow, health, isOpen, isUnsent, sendFilesNow, useFiles, useOperations, usePending, type Operation } from '@/kernel/offline';
import { exportQueue } from '@/kernel/offline/export';
import { useStore } from '@/kernel/store';
import { Button } from '@/ui/Button';
import { Card, Pill, type Tone } from '@/ui/Card';
import { EmptyState } from '@/ui/states';
import { TrayFile } from './TrayFile';
import { TrayItem, type Fix } from './TrayItem';

const RECENT = 10;
const WRONG_CLOCK_MS = 2 * 60_000;

/** Everything that is on this phone and not at the server, and what each thing waits for. */
export function Tray({ fix, me }: { fix: Fix; me: string }) {
  const all = useOperations();
  const files = useFiles().filter(isUnsent);
  const { unsent, oldest } = usePending();
  const { skew, persisted } = useStore(health);
  const [busy, setBusy] = useState(false);
  const open = all.filter(isOpen);
  const having = (...statuses: Operation['status'][]) => open.filter(({ status }) => statuses.includes(status));
  const recent = all
    .filter(({ status }) => status === 'acked')
    .sort((a, b) => (b.acked_at ?? 0) - (a.acked_at ?? 0))
    .slice(0, RECENT);
  const parts: [string, Operation[], Tone][] = [
    [t('queue.to_correct'), having('rejected'), 'danger'],
    [t('queue.to_decide'), having('conflict'), 'danger'],
    [t('queue.waits_person'), having('waiting_auth'), 'warn'],
    [t('queue.waiting'), having('pending', 'sending'), 'neutral'],
    [t('queue.recent'), recent, 'ok'],
  ];
  const send = async () => {
    setBusy(true);
    await drainNow();
    await sendFilesNow();
    setBusy(false);
  };
  return (
    <div className="stack">
      {Math.abs(skew) > WRONG_CLOCK_MS && <p className="notice">{t('queue.clock')}</p>}
      {unsent > 0 && persisted === false && <p className="notice">{t('queue.not_persisted')}</p>}
      {unsent === 0 ? (
        <Card>
          <EmptyState icon="check" title={t('queue.empty')} text={t('queue.empty_text')} />
        </Card>
      ) : (
        <Card>
          <div className="stack">
            <p role="status">
              <strong>{t('link.unsent', { count: unsent })}</strong>
              {oldest !== null && ` · ${t('queue.oldest', { age: age(oldest) })}`}
              <br />
              <span className="soft">{t('queue.safe')}</span>
            </p>
            <div className="row wrap">
              <Button icon="upload" busy={busy} onClick={() => void send()}>
                {t('queue.send_now')}
              </Button>
              <Button look="second" icon="download" onClick={() => void saveFile()}>
                {t('queue.export')}
              </Button>
            </div>
          </div>
        </Card>
      )}
      {files.length > 0 && (
        <Card flush title={t('queue.files')} aside={<Pill>{integer(files.length)}</Pill>}>
          <ul className="list">
            {files.map((file) => (
              <li key={file.id}>
                <TrayFile file={file} />
              </li>
            ))}
          </ul>
        </Card>
      )}
      {parts.map(
        ([title, operations, tone]) =>
          operations.length > 0 && (
            <Card key={title} flush title={title} aside={<Pill tone={tone}>{integer(operations.length)}</Pill>}>
              <ul className="list">
                {operations.map((operation) => (
                  <li key={operation.seq}>
                    <TrayItem
                      operation={operation}
                      fix={fix}
                      me={me}
                      dependants={open.filter(({ depends_on }) => depends_on.includes(operation.op_id)).length}
                    />
                  </li>
                ))}
              </ul>
            </Card>
          ),
      )}
    </div>
  );
}

async function saveFile(): Promise<void> {
  const url = URL.createObjectURL(await exportQueue());
  const link = document.createElement('a');
  link.href = url;
  link.download = `digiboost-${new Date().toISOString().slice(0, 16).replace(/[:T]/g, '-')}.json`;
  link.click();
  // The browser reads it after the click has ended.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
