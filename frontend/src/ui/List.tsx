import { useEffect, useRef, type ReactNode } from 'react';
import { Link } from 'wouter';
import { t } from '@/kernel/i18n';
import { Button } from './Button';
import { Icon } from './icons';

type ItemProps = { to?: string; onClick?: () => void; lead?: ReactNode; title: ReactNode; detail?: ReactNode; side?: ReactNode };

/** One row of a list: what it is at the left, its figure at the right. */
export function Item({ to, onClick, lead, title, detail, side }: ItemProps) {
  const inside = (
    <>
      {lead}
      <span className="grow">
        <span className="title clip">{title}</span>
        {detail && <span className="soft">{detail}</span>}
      </span>
      {side && <span className="side-text">{side}</span>}
      {(to || onClick) && !side && <Icon name="chevron" size={20} />}
    </>
  );
  if (to) {
    return (
      <Link href={to} className="item">
        {inside}
      </Link>
    );
  }
  if (onClick) {
    return (
      <button type="button" className="item" onClick={onClick}>
        {inside}
      </button>
    );
  }
  return <div className="item">{inside}</div>;
}

/** Two letters in a square, for people and things without a picture. */
export function Avatar({ name }: { name: string }) {
  const letters = name
    .split(/\s+/)
    .filter(Boolean)
    .slice(0, 2)
    .map((word) => word[0]!.toUpperCase())
    .join('');
  return (
    <span className="avatar" aria-hidden="true">
      {letters || '?'}
    </span>
  );
}

type MoreProps = { hasMore: boolean; loading: boolean; failed: boolean; onMore: () => void };

/** Asks for the next page when it comes into view; stays a button for those who do not scroll. */
export function More({ hasMore, loading, failed, onMore }: MoreProps) {
  const ref = useRef<HTMLDivElement>(null);
  const ask = useRef(onMore);
  useEffect(() => {
    ask.current = onMore;
  });
  useEffect(() => {
    const element = ref.current;
    if (!element || !hasMore || loading || failed) return;
    const observer = new IntersectionObserver((entries) => entries[0]?.isIntersecting && ask.current(), { rootMargin: '400px' });
    observer.observe(element);
    return () => observer.disconnect();
  }, [hasMore, loading, failed]);
  if (!hasMore) return null;
  return (
    <div ref={ref} className="row" style={{ justifyContent: 'center', padding: 16 }}>
      <Button look="second" busy={loading} onClick={onMore}>
        {failed ? t('action.retry') : t('action.more')}
      </Button>
    </div>
  );
}

/** The body of a row that opens something when pressed, beside other buttons of the same row. */
export function RowMain({ label, onClick, children }: { label: string; onClick?: () => void; children: ReactNode }) {
  if (!onClick) return <span className="main">{children}</span>;
  return (
    <button type="button" className="main" onClick={onClick}>
      {children}
      <span className="sr">{label}</span>
    </button>
  );
}
