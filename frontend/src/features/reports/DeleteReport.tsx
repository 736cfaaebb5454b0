import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, take } from '@/kernel/api/client';
import { explain } from '@/kernel/api/problem';
import type { Report } from '@/kernel/api/types';
import { useConnection } from '@/kernel/connection';
import { t } from '@/kernel/i18n';
import { Button } from '@/ui/Button';
import { Confirm } from '@/ui/Dialog';
import { toast } from '@/ui/Toast';
import { reportKey } from './reads';

type AskProps = { report: Report; onClose: () => void; onGone?: () => void };

/** Asks once, then the file and its line in the list are gone. */
export function ConfirmDelete({ report, onClose, onGone }: AskProps) {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const remove = async () => {
    if (busy) return;
    setBusy(true);
    try {
      await take(api.DELETE('/api/v1/reports/{report_id}', { params: { path: { report_id: report.id } } }));
      onClose();
      onGone?.();
      toast(t('reports.deleted'));
      client.removeQueries({ queryKey: reportKey(report.id) });
      void client.invalidateQueries({ queryKey: ['reports', 'list'] });
    } catch (error) {
      toast(explain(error).title, { bad: true });
      setBusy(false);
    }
  };
  return <Confirm title={t('reports.delete')} text={t('reports.delete_text', { title: report.title })} action={t('action.sure')} busy={busy} onConfirm={() => void remove()} onClose={onClose} />;
}

export function DeleteReport({ report, onGone }: { report: Report; onGone: () => void }) {
  const offline = useConnection().state === 'offline';
  const [asking, setAsking] = useState(false);
  return (
    <div className="row">
      <Button look="bad-plain" icon="trash" disabled={offline} onClick={() => setAsking(true)}>
        {t('reports.delete')}
      </Button>
      {asking && <ConfirmDelete report={report} onClose={() => setAsking(false)} onGone={onGone} />}
    </div>
  );
}
