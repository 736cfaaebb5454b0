import type { ReactNode } from 'react';
import { ChartFrame, edges, useChart, type ChartTable } from '@/ui/ChartFrame';
import { scaleOf } from '@/ui/ChartRange';

/** `extra` stands on top of `value`; `out` shades the whole height of the day. */
type BarOf = { label: string; long: string; value: number; extra?: number; out?: boolean };

type Props = {
  title: string;
  bars: BarOf[];
  axis: (value: number) => string;
  /** What one bar says, after its name. */
  text: (index: number) => string;
  keys: ReactNode;
  table: ChartTable;
};

/** Upright bars of days or months, with what was missed on top and the days on which there was nothing to sell shaded. */
export function Bars({ title, bars, axis, text, keys, table }: Props) {
  const chart = useChart(bars.length, { cells: true });
  const { range, at, length } = chart;
  const seen = bars.slice(range.from, range.to);
  const { top, bottom, y } = scaleOf(seen.map(({ value, extra = 0 }) => value + extra));
  const width = 100 / Math.max(1, length);
  const read = at === null ? undefined : bars[at];
  const box = (index: number, from: number, to: number) => ({ x: (index + 0.15) * width, width: width * 0.7, y: y(Math.max(from, to)), height: Math.abs(y(from) - y(to)) });
  return (
    <ChartFrame
      chart={chart}
      title={title}
      say={(index) => `${bars[index]!.long}: ${text(index)}`}
      reading={
        read && at !== null ? (
          <>
            <strong>{read.long}</strong>
            <span className="num">{text(at)}</span>
          </>
        ) : (
          keys
        )
      }
      y={[axis(top), axis((top + bottom) / 2), axis(bottom)]}
      x={edges(range).map((index) => bars[index]?.label ?? '')}
      table={table}
    >
      {[0, 50, 100].map((level) => (
        <path key={level} className="chart-grid" d={`M0 ${level}H100`} />
      ))}
      {seen.map((bar, index) => (
        <g key={bar.long}>
          {bar.out && <rect className="chart-out" x={index * width} width={width} y={0} height={100} />}
          {bar.value !== 0 && <rect className={index + range.from === at ? 'chart-bar at' : 'chart-bar'} {...box(index, 0, bar.value)} />}
          {bar.extra ? <rect className="chart-missed" {...box(index, bar.value, bar.value + bar.extra)} /> : null}
        </g>
      ))}
    </ChartFrame>
  );
}
