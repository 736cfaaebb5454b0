import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, take } from '@/kernel/api/client';
import { explain } from '@/kernel/api/problem';
import type { Report, ReportDetail } from '@/kernel/api/types';
import { useConnection } from '@/kernel/connection';
import { date, percent } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { Button } from '@/ui/Button';
import { Card, Pill } from '@/ui/Card';
import { Icon } from '@/ui/icons';
import { Item } from '@/ui/List';
import { toast } from '@/ui/Toast';
import { DeleteReport } from './DeleteReport';
import { save, share, useFile } from './file';
import { Preview } from './Preview';
import { isWorking, reportsChanged } from './reads';
import { ReportFacts } from './ReportFacts';
import { againBody } from './again';
import { SendDialog } from './SendDialog';
import { deliveryTone, deliveryWord, failureOf } from './words';

type Props = { report: ReportDetail; mayWrite: boolean; onAgain: (id: string) => void; onGone: () => void };

/** One report: how far it is, what it looks like, and where it can go. */
export function ReportView({ report, mayWrite, onAgain, onGone }: Props) {
  return (
    <div className="columns">
      <div className="stack">{isWorking(report) ? <Progress report={report} /> : report.state === 'failed' ? <Failed report={report} mayWrite={mayWrite} onAgain={onAgain} /> : <Ready report={report} mayWrite={mayWrite} />}</div>
      <div className="stack">
        <ReportFacts report={report} />
        {report.deliveries.length > 0 && (
          <Card flush title={t('reports.deliveries')}>
            <ul className="list">
              {report.deliveries.map((delivery, index) => (
                <li key={index}>
                  <Item
                    title={delivery.recipient}
                    detail={[delivery.channel && t(`channel.${delivery.channel as 'email'}`), date(delivery.at, 'moment')].filter(Boolean).join(' · ')}
                    side={<Pill tone={deliveryTone(delivery.state)}>{deliveryWord(delivery.state)}</Pill>}
                  />
                </li>
              ))}
            </ul>
          </Card>
        )}
        {mayWrite && <DeleteReport report={report} onGone={onGone} />}
      </div>
    </div>
  );
}

function Progress({ report: { state, progress } }: { report: Report }) {
  return (
    <Card>
      <div className="stack tight" role="status">
        <div className="row between">
          <span className="strong">{t(`reports.state.${state}`)}…</span>
          {state === 'making' && <span className="num">{percent(progress, 0)}</span>}
        </div>
        <progress value={state === 'making' ? progress : undefined} max={1} aria-label={t('reports.progress')} />
        <p className="soft">{t('reports.may_leave')}</p>
      </div>
    </Card>
  );
}

function Failed({ report, mayWrite, onAgain }: Pick<Props, 'report' | 'mayWrite' | 'onAgain'>) {
  const client = useQueryClient();
  const offline = useConnection().state === 'offline';
  const [busy, setBusy] = useState(false);
  const again = async () => {
    setBusy(true);
    try {
      const { id } = await take<Report>(api.POST('/api/v1/reports/generate', { body: againBody(report) }));
      void reportsChanged(client);
      onAgain(id);
    } catch (error) {
      toast(explain(error).title, { bad: true });
    } finally {
      setBusy(false);
    }
  };
  return (
    <Card>
      <div className="state bad" role="alert">
        <Icon name="alert" size={28} />
        <h2>{t('reports.failed_title')}</h2>
        <p>{failureOf(report)}</p>
        {mayWrite && (
          <div className="row">
            <Button icon="refresh" busy={busy} disabled={offline} onClick={() => void again()}>
              {t('action.retry')}
            </Button>
          </div>
        )}
      </div>
    </Card>
  );
}

function Ready({ report, mayWrite }: Pick<Props, 'report' | 'mayWrite'>) {
  const kept = useFile(report);
  const offline = useConnection().state === 'offline';
  const [sending, setSending] = useState(false);
  const [busy, setBusy] = useState<'save' | 'share' | null>(null);
  const [link, setLink] = useState<string | null>(null);
  const run = async (what: 'save' | 'share', work: () => Promise<void>) => {
    setBusy(what);
    try {
      await work();
    } catch (error) {
      toast(explain(error).title, { bad: true });
    } finally {
      setBusy(null);
    }
  };
  const onSave = () => void run('save', async () => save(await kept.get()));
  const onShare = () =>
    void run('share', async () => {
      const done = await share(report, kept.get);
      if (done.how === 'again') toast(t('reports.share_again'));
      if (done.how === 'copied' || done.how === 'link') {
        setLink(done.how === 'link' ? done.url : null);
        toast(t(done.how === 'copied' ? 'reports.link_copied' : 'reports.link_made', { until: date(done.until, 'moment') }));
      }
    });
  // What this page holds already can be saved without a network.
  const away = offline && !kept.file;
  return (
    <>
      <div className="report-actions">
        {mayWrite && (
          <Button icon="mail" disabled={offline} onClick={() => setSending(true)}>
            {t(report.sent_at ? 'reports.send_again' : 'reports.send')}
          </Button>
        )}
        <Button look="second" icon="download" busy={busy === 'save'} disabled={away} onClick={onSave}>
          {t('reports.download')}
        </Button>
        <Button look="second" icon="share" busy={busy === 'share'} disabled={away} onClick={onShare}>
          {t('reports.share')}
        </Button>
      </div>
      {offline && <p className="soft">{t('reports.file_needs_network')}</p>}
      {link && <p className="letter">{link}</p>}
      <Preview report={report} kept={kept} onSave={onSave} />
      {sending && <SendDialog report={report} onClose={() => setSending(false)} />}
    </>
  );
}
