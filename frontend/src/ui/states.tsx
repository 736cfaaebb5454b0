import type { ReactNode } from 'react';
import { explain, Problem } from '@/kernel/api/problem';
import { age } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { Button } from './Button';
import { Icon, type IconName } from './icons';

export function EmptyState({ icon, title, text, children }: { icon: IconName; title: string; text?: string; children?: ReactNode }) {
  return (
    <div className="state">
      <Icon name={icon} size={28} />
      <h2>{title}</h2>
      {text && <p>{text}</p>}
      {children && <div className="row">{children}</div>}
    </div>
  );
}

/** Nothing could be shown: what happened, what to do, and a way to try again. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { title, advice } = explain(error);
  const offline = error instanceof Problem && error.status === 0;
  return (
    <div className={offline ? 'state' : 'state bad'} role="alert">
      <Icon name={offline ? 'wifiOff' : 'alert'} size={28} />
      <h2>{title}</h2>
      <p>{advice}</p>
      {onRetry && (
        <div className="row">
          <Button look="second" icon="refresh" onClick={onRetry}>
            {t('action.retry')}
          </Button>
        </div>
      )}
    </div>
  );
}

/** Above a form: why the server did not accept it. */
export function FormError({ error }: { error: unknown }) {
  if (!error) return null;
  const { title, advice } = explain(error);
  return (
    <div className="notice bad" role="alert" style={{ marginBottom: 0 }}>
      <Icon name="alert" />
      <div className="grow">
        <strong>{title}</strong> {advice}
      </div>
    </div>
  );
}

/** Above data that is still shown although the last request for it failed. */
export function StaleNotice({ error, at, onRetry }: { error: unknown; at: number; onRetry: () => void }) {
  if (!error) return null;
  const offline = error instanceof Problem && error.status === 0;
  return (
    <div className="notice" role="status">
      <Icon name={offline ? 'wifiOff' : 'alert'} />
      <span className="grow">
        {offline ? t('stale.offline', { age: age(at) }) : t('stale.failed', { age: age(at), reason: explain(error).title })}
      </span>
      <button type="button" className="icon-button" aria-label={t('action.retry')} onClick={onRetry}>
        <Icon name="refresh" />
      </button>
    </div>
  );
}

export function Skeleton({ height = 20, width }: { height?: number; width?: string }) {
  return <span className="skeleton" style={{ height, width }} />;
}

/** The outline of a list while its first answer is on the way. */
export function SkeletonList({ rows = 6, height = 64 }: { rows?: number; height?: number }) {
  return (
    <div className="stack tight" role="status" aria-label={t('state.loading')}>
      {Array.from({ length: rows }, (_, index) => (
        <Skeleton key={index} height={height} />
      ))}
    </div>
  );
}
