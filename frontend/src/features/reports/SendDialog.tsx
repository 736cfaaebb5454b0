import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, take } from '@/kernel/api/client';
import type { ReportDetail } from '@/kernel/api/types';
import { useUnsavedWork } from '@/kernel/dirty';
import { t } from '@/kernel/i18n';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { FormError } from '@/ui/states';
import { toast } from '@/ui/Toast';
import { reportKey, reportsChanged } from './reads';
import { bodyOf, toldOf, wrongTold } from './recipients';
import { Recipients } from './Recipients';

/** Sends a file that is made to people; who got it before is ticked already. */
export function SendDialog({ report, onClose }: { report: ReportDetail; onClose: () => void }) {
  const client = useQueryClient();
  const before = toldOf(report.recipients);
  const [told, setTold] = useState(before);
  const [touched, setTouched] = useState(false);
  const [checked, setChecked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  useUnsavedWork(touched);
  const send = async () => {
    setChecked(true);
    if (busy || wrongTold(told)) return;
    setBusy(true);
    setProblem(null);
    try {
      const recipients = bodyOf(told);
      const next = await take<ReportDetail>(api.POST('/api/v1/reports/{report_id}/send', { params: { path: { report_id: report.id } }, body: { recipients } }));
      client.setQueryData(reportKey(report.id), next);
      void reportsChanged(client);
      toast(t('reports.sent_to', { count: recipients.length }));
      onClose();
    } catch (error) {
      setProblem(error);
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={t('reports.send')}
      onClose={onClose}
      onSubmit={() => void send()}
      foot={
        <>
          <Button look="second" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" icon="mail" busy={busy}>
            {t('reports.send_now')}
          </Button>
        </>
      }
    >
      <div className="stack">
        <p className="soft">{t('reports.send_text')}</p>
        <FormError error={problem} />
        <Recipients
          value={told}
          checked={checked}
          problem={problem}
          onChange={(next) => {
            setTold(next);
            setTouched(true);
          }}
        />
      </div>
    </Dialog>
  );
}
