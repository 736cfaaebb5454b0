import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { t } from '@/kernel/i18n';
import { ChartTools, useChart, type ChartTable } from './ChartFrame';

type Rank = { key: string; label: string; value: number; text: string; note?: ReactNode; to?: string };

type Props = { title: string; ranks: Rank[]; table: ChartTable; first?: number };

/**
 * The first, the second, the third, each with its name, its figure and a bar. Coming nearer compares fewer of them, so
 * that the small ones are seen beside each other.
 */
export function RankChart({ title, ranks, table, first }: Props) {
  const chart = useChart(ranks.length, { least: 3, first });
  const { from, to } = chart.range;
  const seen = ranks.slice(from, to);
  const top = Math.max(1, ...seen.map(({ value }) => value));
  return (
    <figure className="chart">
      <ol className="ranks" start={from + 1}>
        {seen.map(({ key, label, value, text, note, to: where }, index) => {
          const inside = (
            <>
              <span className="rank num" aria-hidden="true">
                {from + index + 1}
              </span>
              <span className="grow">
                <span className="row between">
                  <span className="strong">{label}</span>
                  <span className="num">{text}</span>
                </span>
                <span className="hbar" aria-hidden="true">
                  <i style={{ width: `${Math.max(0, (value / top) * 100)}%` }} />
                </span>
                {note && <span className="row between soft">{note}</span>}
              </span>
            </>
          );
          return (
            <li key={key}>
              {where ? (
                <Link href={where} className="rank-row">
                  {inside}
                </Link>
              ) : (
                <div className="rank-row">{inside}</div>
              )}
            </li>
          );
        })}
      </ol>
      {chart.length < chart.count && <p className="soft chart-part">{t('chart.part', { from: from + 1, to, count: chart.count })}</p>}
      <ChartTools chart={chart} title={title} table={table} />
    </figure>
  );
}
