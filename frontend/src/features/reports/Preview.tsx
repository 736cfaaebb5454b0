import { useEffect, useRef, useState } from 'react';
import type { ReportDetail } from '@/kernel/api/types';
import { bytes } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { isLite } from '@/kernel/lite';
import { Button } from '@/ui/Button';
import { Card } from '@/ui/Card';
import { Icon } from '@/ui/icons';
import { ErrorState, Skeleton } from '@/ui/states';
import { isPaper, showsPdf, type useFile } from './file';

type Props = { report: ReportDetail; kept: ReturnType<typeof useFile>; onSave: () => void };

/** What is more than so many bytes is not fetched before somebody asks. */
const UNASKED = 1_000_000;

/** The report itself where this browser shows it, before it goes to anybody; else the way to look at it. */
export function Preview({ report, kept: { file, get }, onSave }: Props) {
  const shows = isPaper(report) && showsPdf();
  const [wanted, setWanted] = useState(() => !isLite() && (report.bytes ?? 0) <= UNASKED);
  const [problem, setProblem] = useState<unknown>(null);
  const asked = useRef<() => Promise<unknown>>(get);
  useEffect(() => {
    asked.current = get;
  });
  useEffect(() => {
    if (shows && wanted) asked.current().catch(setProblem);
  }, [shows, wanted]);
  if (!shows) {
    return (
      <Card title={t('reports.look')}>
        <div className="stack tight">
          <p className="soft">{t(isPaper(report) ? 'reports.look_elsewhere' : 'reports.look_excel')}</p>
          <div className="row">
            <Button look="second" icon="eye" onClick={onSave}>
              {t('reports.open', { size: bytes(report.bytes ?? 0) })}
            </Button>
          </div>
        </div>
      </Card>
    );
  }
  if (file) return <Paper file={file} title={report.title} narrow={report.format === 'receipt'} />;
  if (problem) {
    const retry = () => {
      setProblem(null);
      get().catch(setProblem);
    };
    return (
      <Card>
        <ErrorState error={problem} onRetry={retry} />
      </Card>
    );
  }
  if (wanted) return <Skeleton height={480} />;
  return (
    <Card title={t('reports.look')}>
      <Button look="second" icon="eye" onClick={() => setWanted(true)}>
        {t('reports.show', { size: bytes(report.bytes ?? 0) })}
      </Button>
    </Card>
  );
}

function Paper({ file, title, narrow }: { file: File; title: string; narrow: boolean }) {
  const frame = useRef<HTMLIFrameElement>(null);
  const link = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    const address = URL.createObjectURL(file);
    // Pages alone: the thumbnails beside them take half of a small window.
    frame.current!.src = `${address}#navpanes=0&view=FitH`;
    link.current!.href = address;
    return () => URL.revokeObjectURL(address);
  }, [file]);
  return (
    <div className="stack tight">
      <iframe ref={frame} className={narrow ? 'paper narrow' : 'paper'} title={title} />
      <a ref={link} className="button plain small" target="_blank" rel="noreferrer">
        <Icon name="eye" size={20} />
        {t('reports.larger')}
      </a>
    </div>
  );
}

