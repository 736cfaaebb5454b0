import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { useProfile } from '@/kernel/auth/session';
import { integer } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { Bell } from '@/features/notifications/Bell';
import { useNewOffers } from '@/features/offers/useNewOffers';
import { Icon, Logo } from '@/ui/icons';
import { useLocalLedger } from '../manager/local-ledger';
import { LinkState, LiteSign, Unsent, useFreshScreen, useLiveUpdates } from '../manager/Shell';
import { isAt, places } from './navigation';

/** The frame of whoever is sent out: four places, the same on a phone below and on a desk at the side. */
export function ProviderShell({ children }: { children: ReactNode }) {
  const [path] = useLocation();
  const { tenant } = useProfile();
  const main = useFreshScreen(path);
  // An offer lives for minutes: the stream stays open where data is saved too, and costs less than asking.
  useLiveUpdates(false);
  useLocalLedger();
  const waiting = useNewOffers();
  const links = places.map((place) => (
    <Link key={place.to} href={place.to} className="counted" aria-current={isAt(place, path) ? 'page' : undefined}>
      <Icon name={place.icon} />
      {t(place.label)}
      {place.to === '/p/requests' && waiting > 0 && (
        <b>
          {integer(waiting)}
          <span className="sr">{t('p.nav.waiting', { count: waiting })}</span>
        </b>
      )}
    </Link>
  ));
  return (
    <div className="shell">
      <a className="skip" href="#main">
        {t('nav.skip')}
      </a>
      <nav className="side" aria-label={t('nav.label')}>
        <div className="brand">
          <Logo size={32} />
          Digiboost
        </div>
        {links}
      </nav>
      <div>
        <header className="bar">
          <Link href="/p" className="row grow">
            <span className="mark">
              <Logo />
            </span>
            <span className="company clip">{tenant.name}</span>
          </Link>
          <Unsent />
          <LiteSign to="/p/profile/settings#data" />
          <LinkState />
          <Bell />
        </header>
        <main id="main" ref={main} tabIndex={-1}>
          {children}
        </main>
      </div>
      <nav className="nav" aria-label={t('nav.label')}>
        {links}
      </nav>
    </div>
  );
}
