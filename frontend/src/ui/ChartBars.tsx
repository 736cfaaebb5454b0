import { t } from '@/kernel/i18n';
import { ChartFrame, edges, useChart } from './ChartFrame';
import { scaleOf } from './ChartRange';

/** `long` is said where there is room for more than the axis has. */
type Column = { key: string; label: string; long?: string; value: number };

type Props = { title: string; name: string; columns: Column[]; format: (value: number) => string; axis?: (value: number) => string; head?: string };

/** Upright bars, one for each day or hour; one that is touched is read above. */
export function ColumnChart({ title, name, columns, format, axis = format, head = t('chart.day') }: Props) {
  const chart = useChart(columns.length, { cells: true });
  const { range, at, length } = chart;
  const seen = columns.slice(range.from, range.to);
  const { top, bottom, y } = scaleOf(seen.map(({ value }) => value));
  const width = 100 / Math.max(1, length);
  const read = at === null ? undefined : columns[at];
  const nameOf = ({ label, long = label }: Column) => long;
  return (
    <ChartFrame
      chart={chart}
      title={title}
      low
      say={(index) => `${nameOf(columns[index]!)}: ${format(columns[index]!.value)}`}
      reading={
        read ? (
          <>
            <strong>{nameOf(read)}</strong>
            <span className="num">{format(read.value)}</span>
          </>
        ) : (
          <span className="key">{name}</span>
        )
      }
      y={[axis(top), axis(bottom)]}
      x={edges(range).map((index) => columns[index]?.label ?? '')}
      table={{ head: [head, name], rows: columns.map((column) => [nameOf(column), format(column.value)]) }}
    >
      {[0, 100].map((level) => (
        <path key={level} className="chart-grid" d={`M0 ${level}H100`} />
      ))}
      {seen.map(({ key, value }, index) => {
        // What is not nothing is never invisible.
        const height = value ? Math.max(1.5, Math.abs(y(value) - y(0))) : 0;
        return (
          <rect
            key={key}
            className={index + range.from === at ? 'chart-bar at' : 'chart-bar'}
            x={(index + 0.15) * width}
            width={width * 0.7}
            y={value > 0 ? y(0) - height : y(0)}
            height={height}
          />
        );
      })}
    </ChartFrame>
  );
}
