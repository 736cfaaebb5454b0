import type { ReportDetail } from '@/kernel/api/types';
import { date } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { Card } from '@/ui/Card';
import { daysText, fileFacts } from './words';
import { useWho } from './who';

/** What it is, who wanted it, and until when it can be had. */
export function ReportFacts({ report }: { report: ReportDetail }) {
  const who = useWho();
  const days = daysText(report);
  const facts: [string, string][] = [
    [t('reports.fact.type'), t(`reports.type.${report.type}`)],
    ...(days ? ([[t('reports.period'), days]] as [string, string][]) : []),
    [t('reports.fact.file'), fileFacts(report)],
    [t('reports.language'), t(`language.${report.language}`)],
    [t('reports.fact.who'), who(report)],
    [t('reports.fact.made'), date(report.made_at ?? report.created_at, 'full')],
    ...(report.sent_at ? ([[t('reports.fact.sent'), date(report.sent_at, 'full')]] as [string, string][]) : []),
    ...(report.state === 'ready' ? ([[t('reports.fact.kept'), date(report.expires_at)]] as [string, string][]) : []),
  ];
  return (
    <Card title={t('reports.facts')}>
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
