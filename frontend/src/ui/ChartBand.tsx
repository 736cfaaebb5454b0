import { ChartFrame, edges, useChart } from './ChartFrame';
import { path, scaleOf } from './ChartRange';

/**
 * What was measured, or the middle of what is foretold: then `band` holds its lower and upper edge. `long` is said where
 * there is room for more than the axis has.
 */
export type BandPoint = { label: string; long?: string; value: number | null; band?: readonly [number, number] };

/** A moment that is named on the chart: today, the day the shelf runs empty. */
type BandMark = { at: number; label: string; tone?: 'danger' };

type Props = {
  title: string;
  /** What was measured first, what is foretold after it. */
  points: BandPoint[];
  names: { measured: string; foretold: string; band: string };
  format: (value: number) => string;
  axis: (value: number) => string;
  head: string;
  marks?: BandMark[];
};

/** A measured line that goes on as a broken one inside the band in which it is expected to lie. */
export function BandChart({ title, points, names, format, axis, head, marks = [] }: Props) {
  const chart = useChart(points.length);
  const { range, at } = chart;
  const seen = points.slice(range.from, range.to);
  const { top, bottom, y } = scaleOf(seen.flatMap(({ value, band }) => [value, ...(band ?? [])]));
  const foretold = points.findIndex(({ band }) => band);
  const begins = (foretold < 0 ? points.length : foretold) - range.from;
  const hasMeasured = begins > 0;
  // What is foretold starts from where the shelf stands.
  const ahead = seen.map((point, index) => (index >= begins - 1 ? point.value : null));
  const edge = (side: 0 | 1) => seen.map(({ band, value }, index) => (index >= begins - 1 ? (band?.[side] ?? value) : null));
  const back = path(edge(0), y);
  const read = at === null ? undefined : points[at];
  const text = (value: number | null | undefined) => (value === null || value === undefined ? '—' : format(value));
  const between = ({ band }: BandPoint) => (band ? `${format(band[0])} – ${format(band[1])}` : null);
  const marksAt = (index: number) => marks.filter((mark) => mark.at === index).map(({ label }) => label);
  const say = (index: number) => {
    const point = points[index]!;
    const what = point.band ? names.foretold : names.measured;
    return [`${[point.long ?? point.label, ...marksAt(index)].join(', ')}: ${what} ${text(point.value)}`, point.band && `${names.band} ${between(point)}`].filter(Boolean).join(', ');
  };
  return (
    <ChartFrame
      chart={chart}
      title={title}
      say={say}
      reading={
        read && at !== null ? (
          <>
            <strong>{[read.long ?? read.label, ...marksAt(at)].join(' · ')}</strong>
            <span className={read.band ? 'key foretold num' : 'key num'}>{text(read.value)}</span>
            {read.band && <span className="key band num">{between(read)}</span>}
          </>
        ) : (
          <>
            {foretold !== 0 && <span className="key">{names.measured}</span>}
            {foretold >= 0 && (
              <>
                <span className="key foretold">{names.foretold}</span>
                <span className="key band">{names.band}</span>
              </>
            )}
          </>
        )
      }
      y={[axis(top), axis((top + bottom) / 2), axis(bottom)]}
      x={edges(range).map((index) => points[index]?.label ?? '')}
      table={{
        head: [head, names.measured, names.foretold, names.band],
        rows: points.map((point) => [point.long ?? point.label, point.band ? null : text(point.value), point.band ? text(point.value) : null, between(point)]),
      }}
      over={
        <>
          {marks
            .filter((mark) => mark.at >= range.from && mark.at < range.to)
            .map((mark) => {
              const x = chart.x(mark.at);
              return (
                <div key={`${mark.at}${mark.label}`} className={mark.tone ? `chart-mark ${mark.tone}` : 'chart-mark'} style={{ left: `${x}%` }} aria-hidden="true">
                  <span className={x > 50 ? 'before' : undefined}>{mark.label}</span>
                </div>
              );
            })}
          {read?.value != null && at !== null && at >= range.from && at < range.to && <i className="chart-dot" style={{ left: `${chart.x(at)}%`, top: `${y(read.value)}%` }} />}
        </>
      }
    >
      {[0, 50, 100].map((level) => (
        <path key={level} className="chart-grid" d={`M0 ${level}H100`} />
      ))}
      {foretold >= 0 && begins < seen.length && (
        <>
          <path className="chart-area" d={`${path(edge(1), y)}${backwards(back)}Z`} />
          <path className="chart-edge" d={path(edge(1), y)} />
          <path className="chart-edge" d={back} />
          <path className="chart-foretold" d={path(ahead, y)} />
        </>
      )}
      {hasMeasured && <path className="chart-line" d={path(seen.map(({ value }, index) => (index < begins ? value : null)), y)} />}
    </ChartFrame>
  );
}

/** The same way from its end to its start, to close an area with. */
const backwards = (way: string): string => (way.match(/[\d.-]+ [\d.-]+/g) ?? []).reverse().map((point) => `L${point}`).join('');
