import { useState, type KeyboardEvent, type PointerEvent } from 'react';
import { t } from '@/kernel/i18n';
import { ChartTools, useChart } from './ChartFrame';
import { holding } from './ChartRange';

/** A row or a column; `long` is said where there is room for more. */
type HeatSide = { label: string; long: string };

type Props = {
  title: string;
  rows: HeatSide[];
  columns: HeatSide[];
  /** By row, then by column; 0 where nothing was. */
  values: number[][];
  /** What stands above while a cell is read. */
  format: (value: number, row: number, column: number) => string;
  /** What a mark means, said while nothing is read. */
  name: string;
  head: string;
};

type Cell = { row: number; column: number };

/** How much where two things meet (hours and weekdays): the more, the larger and the stronger the mark. */
export function HeatChart({ title, rows, columns, values, format, name, head }: Props) {
  const chart = useChart(rows.length, { least: 3, cells: true });
  const { range } = chart;
  const [read, setRead] = useState<Cell | null>(null);
  const seen = values.slice(range.from, range.to);
  const top = Math.max(1, ...seen.flat());
  const text = ({ row, column }: Cell) => `${columns[column]!.long}, ${rows[row]!.long}: ${format(values[row]![column]!, row, column)}`;
  const at = read ?? { row: range.from, column: 0 };

  const point = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const place = (share: number, count: number) => Math.max(0, Math.min(count - 1, Math.floor(share * count)));
    setRead({
      row: range.from + place((event.clientY - box.top) / box.height, seen.length),
      column: place((event.clientX - box.left) / box.width, columns.length),
    });
  };
  const move = (event: KeyboardEvent) => {
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0], Home: [-rows.length, 0], End: [rows.length, 0] }[event.key];
    if (!step) return chart.handlers.onKeyDown(event);
    event.preventDefault();
    const go = (place: number, by: number, count: number) => Math.max(0, Math.min(count - 1, place + (read ? by : 0)));
    const row = go(at.row, step[0]!, rows.length);
    setRead({ row, column: go(at.column, step[1]!, columns.length) });
    chart.later(holding(range, rows.length, row).from - range.from);
  };
  const shown = read && read.row >= range.from && read.row < range.to ? read : null;
  return (
    <figure className="chart">
      <div className="chart-read">
        {shown ? (
          <>
            <strong>{`${columns[shown.column]!.long}, ${rows[shown.row]!.long}`}</strong>
            <span className="num">{format(values[shown.row]![shown.column]!, shown.row, shown.column)}</span>
          </>
        ) : (
          <span className="soft">{name}</span>
        )}
      </div>
      <div className="heat" style={{ ['--columns' as string]: columns.length, ['--rows' as string]: seen.length }}>
        <div className="heat-days" aria-hidden="true">
          {columns.map(({ long, label }) => (
            <span key={long}>{label}</span>
          ))}
        </div>
        <div className="heat-hours" aria-hidden="true">
          {rows.slice(range.from, range.to).map(({ long, label }) => (
            <span key={long}>{label}</span>
          ))}
        </div>
        <div
          className="heat-plot"
          role="slider"
          tabIndex={0}
          aria-label={`${title}. ${t('chart.keys_heat')}`}
          aria-valuemin={1}
          aria-valuemax={rows.length * columns.length}
          aria-valuenow={at.row * columns.length + at.column + 1}
          aria-valuetext={text(at)}
          onPointerDown={point}
          onPointerMove={point}
          onPointerLeave={(event) => event.pointerType === 'mouse' && setRead(null)}
          onBlur={() => setRead(null)}
          onKeyDown={move}
        >
          {seen.map((row, index) =>
            row.map((value, column) => (
              <i
                key={`${index}.${column}`}
                className={shown?.row === index + range.from && shown.column === column ? 'at' : undefined}
                style={{ ['--v' as string]: value > 0 ? (value / top).toFixed(3) : 0 }}
              />
            )),
          )}
        </div>
      </div>
      <ChartTools
        chart={chart}
        title={title}
        table={{
          head: [head, ...columns.map(({ long }) => long)],
          rows: rows.map(({ long }, row) => [long, ...values[row]!.map((value, column) => (value ? format(value, row, column) : null))]),
        }}
      />
    </figure>
  );
}
