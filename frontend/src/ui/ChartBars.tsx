import { useState } from 'react';
import { t } from '@/kernel/i18n';
import { niceTop } from './Chart';

type Column = { key: string; label: string; value: number };

type Props = { title: string; name: string; columns: Column[]; format: (value: number) => string };

/** Upright bars, one for each day; a touched one is read above, and all of them stand in a table for screen readers. */
export function ColumnChart({ title, name, columns, format }: Props) {
  const [at, setAt] = useState<number | null>(null);
  const top = niceTop(Math.max(0, ...columns.map(({ value }) => value)));
  const width = 100 / Math.max(1, columns.length);
  const read = at === null ? undefined : columns[at];
  const place = (share: number) => setAt(Math.max(0, Math.min(columns.length - 1, Math.floor(share * columns.length))));
  return (
    <figure className="chart">
      <div className="chart-read" aria-live="polite">
        {read ? (
          <>
            <strong>{read.label}</strong>
            <span className="num">{format(read.value)}</span>
          </>
        ) : (
          <span className="key">{name}</span>
        )}
      </div>
      <div className="chart-frame">
        <div className="chart-y" aria-hidden="true">
          <span>{format(top)}</span>
          <span>{format(0)}</span>
        </div>
        <div
          className="chart-plot low"
          role="img"
          tabIndex={0}
          aria-label={`${title}. ${t('chart.keys')}`}
          onPointerMove={(event) => {
            const box = event.currentTarget.getBoundingClientRect();
            place((event.clientX - box.left) / box.width);
          }}
          onPointerLeave={() => setAt(null)}
          onBlur={() => setAt(null)}
          onKeyDown={(event) => {
            const now = at ?? columns.length;
            const next = { ArrowLeft: now - 1, ArrowRight: now + 1, Home: 0, End: columns.length - 1 }[event.key];
            if (next === undefined) return;
            event.preventDefault();
            setAt(Math.max(0, Math.min(columns.length - 1, next)));
          }}
        >
          <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
            {[0, 100].map((level) => (
              <path key={level} className="chart-grid" d={`M0 ${level}H100`} />
            ))}
            {columns.map(({ key, value }, index) => {
              // A day with some use is never invisible.
              const height = value > 0 ? Math.max(1.5, (value / top) * 100) : 0;
              return (
                <rect key={key} className={index === at ? 'chart-bar at' : 'chart-bar'} x={(index + 0.15) * width} width={width * 0.7} y={100 - height} height={height} />
              );
            })}
          </svg>
        </div>
        <div className="chart-x" aria-hidden="true">
          <span>{columns[0]?.label}</span>
          <span>{columns[columns.length - 1]?.label}</span>
        </div>
      </div>
      <div className="sr">
        <table>
          <caption>{title}</caption>
          <thead>
            <tr>
              <th scope="col">{t('chart.day')}</th>
              <th scope="col">{name}</th>
            </tr>
          </thead>
          <tbody>
            {columns.map(({ key, label, value }) => (
              <tr key={key}>
                <th scope="row">{label}</th>
                <td>{format(value)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  );
}
