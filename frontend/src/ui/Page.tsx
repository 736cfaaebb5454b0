import { useEffect, type ReactNode } from 'react';
import { Link } from 'wouter';
import { t } from '@/kernel/i18n';
import { Icon } from './icons';

type Props = { title: string; subtitle?: ReactNode; back?: string; actions?: ReactNode; children: ReactNode };

/** The head of every screen: its name, the way back, what can be done here. */
export function Page({ title, subtitle, back, actions, children }: Props) {
  useEffect(() => {
    document.title = `${title} · Digiboost`;
  }, [title]);
  return (
    <>
      <div className="head">
        {back && (
          <Link href={back} className="icon-button back" aria-label={t('action.back')}>
            <Icon name="back" />
          </Link>
        )}
        <div>
          <h1>{title}</h1>
          {subtitle && <p className="soft">{subtitle}</p>}
        </div>
        {actions && <span className="row wrap">{actions}</span>}
      </div>
      {children}
    </>
  );
}
