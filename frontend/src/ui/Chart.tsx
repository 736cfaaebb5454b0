import { useState, type KeyboardEvent, type PointerEvent } from 'react';
import { t } from '@/kernel/i18n';

export type Point = { label: string; value: number; before?: number };

type Props = {
  title: string;
  points: Point[];
  /** Names of the two series; the second only when points carry `before`. */
  names: [string, string?];
  format: (value: number) => string;
  axis: (value: number) => string;
};

/** The next round number above, so that the axis reads 0, 5 k, 10 k. */
export function niceTop(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  for (const step of [1, 1.5, 2, 3, 4, 5, 6, 8, 10]) if (value <= step * power) return step * power;
  return 10 * power;
}

/**
 * A line with its area over a comparison line. Pointer or arrow keys move a cursor whose reading stands above; the
 * same figures stand in a table for screen readers.
 */
export function TrendChart({ title, points, names, format, axis }: Props) {
  const [cursor, setCursor] = useState<number | null>(null);
  const compared = points.some((point) => point.before !== undefined);
  const top = niceTop(Math.max(0, ...points.map((point) => Math.max(point.value, point.before ?? 0))));
  const last = Math.max(1, points.length - 1);
  const x = (index: number) => (index / last) * 100;
  const y = (value: number) => 100 - (Math.max(0, value) / top) * 100;
  const path = (pick: (point: Point) => number | undefined) => {
    let pen = 'M';
    let d = '';
    points.forEach((point, index) => {
      const value = pick(point);
      if (value === undefined) {
        pen = 'M';
        return;
      }
      d += `${pen}${x(index).toFixed(2)} ${y(value).toFixed(2)}`;
      pen = 'L';
    });
    return d;
  };
  const line = path((point) => point.value);
  const at = cursor === null ? null : points[cursor];

  const move = (event: PointerEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const share = (event.clientX - box.left) / box.width;
    setCursor(Math.max(0, Math.min(points.length - 1, Math.round(share * last))));
  };
  const key = (event: KeyboardEvent) => {
    const now = cursor ?? points.length - 1;
    const next = { ArrowLeft: now - 1, ArrowRight: now + 1, Home: 0, End: points.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    setCursor(Math.max(0, Math.min(points.length - 1, next)));
  };

  return (
    <figure className="chart">
      <div className="chart-read" aria-live="polite">
        {at ? (
          <>
            <strong>{at.label}</strong>
            <span className="key num">{format(at.value)}</span>
            {at.before !== undefined && <span className="key before num">{format(at.before)}</span>}
          </>
        ) : (
          <>
            <span className="key">{names[0]}</span>
            {compared && <span className="key before">{names[1]}</span>}
          </>
        )}
      </div>
      <div className="chart-frame">
        <div className="chart-y" aria-hidden="true">
          <span>{axis(top)}</span>
          <span>{axis(top / 2)}</span>
          <span>{axis(0)}</span>
        </div>
        <div
          className="chart-plot"
          role="img"
          tabIndex={0}
          aria-label={`${title}. ${t('chart.keys')}`}
          onPointerMove={move}
          onPointerDown={move}
          onPointerLeave={() => setCursor(null)}
          onBlur={() => setCursor(null)}
          onKeyDown={key}
        >
          <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
            {[0, 50, 100].map((level) => (
              <path key={level} className="chart-grid" d={`M0 ${level}H100`} />
            ))}
            {points.length > 1 && <path className="chart-area" d={`${line}L100 100L0 100Z`} />}
            {compared && <path className="chart-before" d={path((point) => point.before)} />}
            <path className="chart-line" d={line} />
          </svg>
          {at && cursor !== null && (
            <div className="chart-cursor" style={{ left: `calc(${x(cursor)}% - 1px)`, ['--at' as string]: `${y(at.value)}%` }} />
          )}
        </div>
        <div className="chart-x" aria-hidden="true">
          <span>{points[0]?.label}</span>
          <span>{points[Math.floor(last / 2)]?.label}</span>
          <span>{points[points.length - 1]?.label}</span>
        </div>
      </div>
      <div className="sr">
      <table>
        <caption>{title}</caption>
        <thead>
          <tr>
            <th scope="col">{t('chart.day')}</th>
            <th scope="col">{names[0]}</th>
            {compared && <th scope="col">{names[1]}</th>}
          </tr>
        </thead>
        <tbody>
          {points.map((point) => (
            <tr key={point.label}>
              <th scope="row">{point.label}</th>
              <td>{format(point.value)}</td>
              {compared && <td>{point.before === undefined ? '' : format(point.before)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
      </div>
    </figure>
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
