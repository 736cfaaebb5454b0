import { t } from '@/kernel/i18n';
import { ChartTools, slider, useChart } from './ChartFrame';
import type { Range } from './ChartRange';

/** A part of a whole; `text` is its amount in words. */
type Part = { key: string; label: string; value: number; text: string };

type Props = { title: string; parts: Part[]; percent: (share: number) => string; head: [string, string, string] };

/** From this share on a part has room for its number. */
const ROOM = 0.09;

/** A whole as one bar of its parts, numbered as they are listed below. Coming nearer leaves the others out. */
export function ShareChart({ title, parts, percent, head }: Props) {
  const whole = parts.reduce((sum, { value }) => sum + Math.max(0, value), 0);
  const shareOf = (value: number) => (whole ? Math.max(0, value) / whole : 0);
  const find = ({ from, to }: Range, share: number) => {
    const seen = parts.slice(from, to).map(({ value }) => Math.max(0, value));
    let left = share * seen.reduce((sum, value) => sum + value, 0);
    const index = seen.findIndex((value) => (left -= value) < 0);
    return index < 0 ? to - 1 : from + index;
  };
  const chart = useChart(parts.length, { least: 2, find });
  const { range, at } = chart;
  const shown = parts.slice(range.from, range.to);
  const shownWhole = shown.reduce((sum, { value }) => sum + shareOf(value), 0) || 1;
  const say = (index: number) => `${parts[index]!.label}: ${percent(shareOf(parts[index]!.value))}, ${parts[index]!.text}`;
  return (
    <figure className="chart">
      <div className="shares" {...slider(chart, title, say)} {...chart.handlers}>
        {shown.map(({ key, value }, index) => {
          const place = range.from + index;
          const share = shareOf(value) / shownWhole;
          return (
            <i key={key} className={`part p${place % 6}${place === at ? ' at' : ''}`} style={{ flexGrow: share }}>
              {share >= ROOM ? place + 1 : ''}
            </i>
          );
        })}
      </div>
      {range.to - range.from < parts.length && <p className="soft chart-part">{t('chart.part', { from: range.from + 1, to: range.to, count: parts.length })}</p>}
      <ol className="share-key">
        {parts.map(({ key, label, value, text }, index) => (
          <li key={key} className={index === at ? 'at' : undefined}>
            <i className={`part p${index % 6}`} aria-hidden="true">
              {index + 1}
            </i>
            <span className="grow">
              <span>{label}</span>
              <span className="soft num">{text}</span>
            </span>
            <span className="strong num">{percent(shareOf(value))}</span>
          </li>
        ))}
      </ol>
      <ChartTools chart={chart} title={title} table={{ head, rows: parts.map(({ label, value, text }) => [label, percent(shareOf(value)), text]) }} />
    </figure>
  );
}
