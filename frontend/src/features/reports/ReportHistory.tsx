import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { explain } from '@/kernel/api/problem';
import type { Report, ReportType } from '@/kernel/api/types';
import { useConnection } from '@/kernel/connection';
import { age, percent } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { ButtonLink, IconButton } from '@/ui/Button';
import { Card, Pill } from '@/ui/Card';
import { Icon } from '@/ui/icons';
import { More, RowMain } from '@/ui/List';
import { Loaded } from '@/ui/Loaded';
import { EmptyState } from '@/ui/states';
import { Chips } from '@/ui/Tabs';
import { toast } from '@/ui/Toast';
import { ConfirmDelete } from './DeleteReport';
import { fetchFile, save } from './file';
import { isWorking, reportsQuery } from './reads';
import { useWho } from './who';
import { failureOf, fileFacts, ICONS, TONES, TYPES } from './words';

type Props = { type: ReportType | null; mayWrite: boolean; onType: (type: ReportType | null) => void };

/** What was made, the newest first; the list of the last visit stays readable without a network. */
export function ReportHistory({ type, mayWrite, onType }: Props) {
  const query = useInfiniteQuery(reportsQuery(type));
  const who = useWho();
  const [deleted, setDeleted] = useState<Report | null>(null);
  return (
    <div className="stack">
      <Chips<ReportType>
        label={t('reports.filter')}
        value={type}
        onChange={onType}
        options={[{ value: null, label: t('reports.all') }, ...TYPES.map((value) => ({ value, label: t(`reports.type.${value}`) }))]}
      />
      <Loaded query={query}>
        {({ pages }) => {
          const reports = pages.flatMap(({ items }) => items);
          return (
            <Card flush>
              {reports.length === 0 ? (
                <EmptyState icon="file" title={t(type ? 'reports.none_of_type' : 'reports.none')} text={t('reports.none_text')}>
                  {mayWrite && (
                    <ButtonLink to={type ? `/reports?type=${type}` : '/reports'} icon="plus">
                      {t('reports.new')}
                    </ButtonLink>
                  )}
                </EmptyState>
              ) : (
                <ul className="list">
                  {reports.map((report) => (
                    <li key={report.id}>
                      <Row report={report} who={who(report)} mayWrite={mayWrite} onDelete={() => setDeleted(report)} />
                    </li>
                  ))}
                </ul>
              )}
              <More hasMore={query.hasNextPage} loading={query.isFetchingNextPage} failed={query.isFetchNextPageError} onMore={() => void query.fetchNextPage()} />
            </Card>
          );
        }}
      </Loaded>
      {deleted && <ConfirmDelete report={deleted} onClose={() => setDeleted(null)} />}
    </div>
  );
}

function Row({ report, who, mayWrite, onDelete }: { report: Report; who: string; mayWrite: boolean; onDelete: () => void }) {
  const [, navigate] = useLocation();
  const offline = useConnection().state === 'offline';
  const [busy, setBusy] = useState(false);
  const download = async () => {
    setBusy(true);
    try {
      save(await fetchFile(report));
    } catch (error) {
      toast(explain(error).title, { bad: true });
    } finally {
      setBusy(false);
    }
  };
  const { state, title } = report;
  return (
    <div className="item">
      <RowMain label={t('reports.open_this')} onClick={() => navigate(`/reports/${report.id}`)}>
        <span className="sign">
          <Icon name={ICONS[report.type]} size={20} />
        </span>
        <span className="grow">
          <span className="title clip">{title}</span>
          <span className="soft row wrap" style={{ gap: '2px 8px' }}>
            <Pill tone={TONES[state]}>{state === 'making' ? `${t('reports.state.making')} ${percent(report.progress, 0)}` : report.sent_at ? t('reports.sent') : t(`reports.state.${state}`)}</Pill>
            {state === 'ready' && <span>{fileFacts(report)}</span>}
            <span>
              {age(report.created_at)} · {who}
            </span>
          </span>
          {state === 'failed' && <span className="danger">{failureOf(report)}</span>}
        </span>
      </RowMain>
      {state === 'ready' && <IconButton icon="download" label={t('reports.download_this', { title })} disabled={offline || busy} onClick={() => void download()} />}
      {state === 'failed' && mayWrite && <IconButton icon="refresh" label={t('reports.retry_this', { title })} disabled={offline} onClick={() => navigate(`/reports/${report.id}`)} />}
      {mayWrite && !isWorking(report) && (
        // On a phone the title needs the room; the report's own screen deletes it too.
        <span className="only-wide">
          <IconButton icon="trash" label={t('reports.delete_this', { title })} disabled={offline} onClick={onDelete} />
        </span>
      )}
    </div>
  );
}
