import { useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import type { Import } from '@/kernel/api/types';
import { percent } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { Choices } from '@/ui/Field';
import { Card } from '@/ui/Card';
import { Icon } from '@/ui/icons';
import { FormError } from '@/ui/states';
import { ImportSteps } from './ImportSteps';
import { ACCEPTED, sendFile } from './file';
import { importKey } from './queries';

/** What is in the file, then the file; it leaves at once and the server answers with its reading of it. */
export function StartImport({ onStarted }: { onStarted: (id: string) => void }) {
  const client = useQueryClient();
  const [kind, setKind] = useState<Import['kind']>('products');
  const [file, setFile] = useState<File | null>(null);
  const [sent, setSent] = useState(0);
  const [over, setOver] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);

  const send = async (chosen: File) => {
    setFile(chosen);
    setProblem(null);
    setSent(0);
    try {
      const started = await sendFile(chosen, kind, setSent);
      client.setQueryData(importKey(started.id), started);
      void client.invalidateQueries({ queryKey: ['imports', 'list'] });
      onStarted(started.id);
    } catch (error) {
      setProblem(error);
      setFile(null);
    }
  };

  return (
    <div className="stack">
      <ImportSteps at={0} />
      <Card>
        <Choices
          label={t('imports.what')}
          name="kind"
          value={kind}
          onChange={setKind}
          choices={[
            { value: 'products', label: t('imports.kind.products'), hint: t('imports.hint.products'), icon: 'box' },
            { value: 'sales', label: t('imports.kind.sales'), hint: t('imports.hint.sales'), icon: 'receipt' },
            { value: 'stock', label: t('imports.kind.stock'), hint: t('imports.hint.stock'), icon: 'chart' },
            { value: 'suppliers', label: t('imports.kind.suppliers'), hint: t('imports.hint.suppliers'), icon: 'truck' },
          ]}
        />
      </Card>
      <FormError error={problem} />
      {file ? (
        <Card>
          <div className="stack tight" role="status">
            <div className="row between">
              <span className="strong clip">{file.name}</span>
              <span className="num">{percent(sent, 0)}</span>
            </div>
            <progress value={sent} max={1} aria-label={t('imports.sending')} />
            <p className="soft">{t('imports.sending')}</p>
          </div>
        </Card>
      ) : (
        <label
          className={over ? 'drop over' : 'drop'}
          onDragOver={(event) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={(event) => {
            event.preventDefault();
            setOver(false);
            const dropped = event.dataTransfer.files[0];
            if (dropped) void send(dropped);
          }}
        >
          <Icon name="upload" size={40} />
          <strong>{t('imports.choose_file')}</strong>
          <span className="soft">{t('imports.accepted')}</span>
          <input
            type="file"
            accept={ACCEPTED}
            aria-label={t('imports.choose_file')}
            onChange={(event) => {
              const chosen = event.target.files?.[0];
              if (chosen) void send(chosen);
              event.target.value = '';
            }}
          />
        </label>
      )}
      <p className="soft">{t('imports.reassure')}</p>
    </div>
  );
}
