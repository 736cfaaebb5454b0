import { useId, type CSSProperties, type ReactNode } from 'react';
import { Link } from 'wouter';
import { change } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { Icon } from './icons';

type CardProps = { title?: string; aside?: ReactNode; flush?: boolean; children: ReactNode };

export function Card({ title, aside, flush, children }: CardProps) {
  const id = useId();
  return (
    <section className={flush ? 'card flush' : 'card'} aria-labelledby={title ? id : undefined}>
      {title && (
        <header>
          <h2 id={id}>{title}</h2>
          {aside}
        </header>
      )}
      {children}
    </section>
  );
}

/** Tells the style sheet how many figures must fit on one line. */
export const figures = (value: ReactNode): CSSProperties => ({ ['--n' as string]: typeof value === 'string' ? Math.max(4, value.length) : 8 });

type KpiProps = { name: string; value: ReactNode; note?: ReactNode; tone?: 'danger' | 'warn'; to?: string; wide?: boolean };

export function Kpi({ name, value, note, tone, to, wide }: KpiProps) {
  const className = ['kpi', tone, wide && 'wide'].filter(Boolean).join(' ');
  const inside = (
    <>
      <span className="name">{name}</span>
      <span className="value" style={figures(value)}>
        {value}
      </span>
      {note && <span>{note}</span>}
    </>
  );
  return to ? (
    <Link href={to} className={className}>
      {inside}
    </Link>
  ) : (
    <div className={className}>{inside}</div>
  );
}

/** A change against the period before; silent when there is nothing to compare with. */
export function Delta({ value, plain }: { value: number | null; plain?: boolean }) {
  if (value === null) return <span className="delta">{t('delta.none')}</span>;
  const tone = plain ? '' : value > 0 ? ' ok' : value < 0 ? ' danger' : '';
  return (
    <span className={`delta${tone}`}>
      {value !== 0 && <Icon name={value > 0 ? 'arrowUp' : 'arrowDown'} size={18} />}
      {change(value)}
    </span>
  );
}

export type Tone = 'danger' | 'warn' | 'ok' | 'info' | 'neutral';

export function Pill({ tone = 'neutral', children }: { tone?: Tone; children: ReactNode }) {
  return <span className={`pill ${tone}`}>{children}</span>;
}
