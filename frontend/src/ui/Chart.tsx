import { t } from '@/kernel/i18n';
import { ChartFrame, edges, useChart } from './ChartFrame';
import { path, scaleOf } from './ChartRange';

/** `long` is said where there is room for more than the axis has. A value that is null is not known. */
type Point = { label: string; long?: string; value: number | null; before?: number | null };

type Props = {
  title: string;
  points: Point[];
  /** Names of the two series; the second only when points carry `before`. */
  names: [string, string?];
  format: (value: number) => string;
  axis: (value: number) => string;
  /** What the points are: days, weeks. */
  head?: string;
};

/** A line with its area over a dotted line that it is compared with. */
export function TrendChart({ title, points, names, format, axis, head = t('chart.day') }: Props) {
  const chart = useChart(points.length);
  const { range, at } = chart;
  const seen = points.slice(range.from, range.to);
  const compared = points.some(({ before }) => before !== undefined);
  const { top, bottom, y } = scaleOf(seen.flatMap(({ value, before }) => [value, before]));
  const line = path(seen.map(({ value }) => value), y);
  const read = at === null ? undefined : points[at];
  const text = (value: number | null | undefined) => (value === null || value === undefined ? '—' : format(value));
  const say = (index: number) => {
    const { label, long = label, value, before } = points[index]!;
    return [`${long}: ${names[0]} ${text(value)}`, before !== undefined && `${names[1]} ${text(before)}`].filter(Boolean).join(', ');
  };
  return (
    <ChartFrame
      chart={chart}
      title={title}
      say={say}
      reading={
        read ? (
          <>
            <strong>{read.long ?? read.label}</strong>
            <span className="key num">{text(read.value)}</span>
            {compared && <span className="key before num">{text(read.before)}</span>}
          </>
        ) : (
          <>
            <span className="key">{names[0]}</span>
            {compared && <span className="key before">{names[1]}</span>}
          </>
        )
      }
      y={[axis(top), axis((top + bottom) / 2), axis(bottom)]}
      x={edges(range).map((index) => points[index]?.label ?? '')}
      table={{
        head: [head, names[0], ...(compared ? [names[1]!] : [])],
        rows: points.map(({ label, long = label, value, before }) => [long, text(value), ...(compared ? [text(before)] : [])]),
      }}
      over={read?.value != null && at !== null && at >= range.from && at < range.to && <i className="chart-dot" style={{ left: `${chart.x(at)}%`, top: `${y(read.value)}%` }} />}
    >
      {[0, 50, 100].map((level) => (
        <path key={level} className="chart-grid" d={`M0 ${level}H100`} />
      ))}
      {seen.length > 1 && seen.every(({ value }) => value !== null) && <path className="chart-area" d={`${line}L100 ${y(0)}L0 ${y(0)}Z`} />}
      {bottom < 0 && <path className="chart-zero" d={`M0 ${y(0)}H100`} />}
      {compared && <path className="chart-before" d={path(seen.map(({ before }) => before), y)} />}
      <path className="chart-line" d={line} />
    </ChartFrame>
  );
}

export type Bar = { key: string; label: string; value: number; text: string; note?: React.ReactNode };

/** Ranked bars, each with its name and its figure in text. */
export function BarList({ bars }: { bars: Bar[] }) {
  const top = Math.max(1, ...bars.map((bar) => bar.value));
  return (
    <ol className="hbars">
      {bars.map((bar) => (
        <li key={bar.key}>
          <div className="row between">
            <span className="clip strong">{bar.label}</span>
            <span className="num">{bar.text}</span>
          </div>
          <div className="hbar" aria-hidden="true">
            <i style={{ width: `${Math.max(0, (bar.value / top) * 100)}%` }} />
          </div>
          {bar.note}
        </li>
      ))}
    </ol>
  );
}
