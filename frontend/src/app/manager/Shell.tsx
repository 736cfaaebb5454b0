import { useQueryClient } from '@tanstack/react-query';
import { Fragment, useEffect, useRef, useState, type ReactNode, type RefObject } from 'react';
import { Link, useLocation } from 'wouter';
import { useHalf, useMay } from '@/kernel/auth/permissions';
import { useProfile } from '@/kernel/auth/session';
import { connection, useConnection } from '@/kernel/connection';
import { age, integer } from '@/kernel/format';
import { useShownAge } from '@/kernel/freshness';
import { t } from '@/kernel/i18n';
import { useLite } from '@/kernel/lite';
import { onLive, startLive } from '@/kernel/live';
import { usePending } from '@/kernel/offline';
import { Bell } from '@/features/notifications/Bell';
import { Icon, Logo } from '@/ui/icons';
import { AccountMenu } from './AccountMenu';
import { useLocalLedger } from './local-ledger';
import { isAt, places, useOpenTo, type Place } from './navigation';

export function Shell({ children }: { children: ReactNode }) {
  const [path] = useLocation();
  const { tenant } = useProfile();
  const main = useFreshScreen(path);
  useLiveUpdates(useLite());
  useLocalLedger();

  return (
    <div className="shell">
      <a className="skip" href="#main">
        {t('nav.skip')}
      </a>
      <Side path={path} />
      <div>
        <header className="bar">
          <Link href="/" className="row grow">
            <span className="mark">
              <Logo />
            </span>
            <span className="company clip">{tenant.name}</span>
          </Link>
          <Unsent />
          <LiteSign to="/settings#data" />
          <LinkState />
          <Bell />
          <AccountMenu />
        </header>
        <main id="main" ref={main} tabIndex={-1}>
          {children}
        </main>
      </div>
      <Bottom path={path} />
    </div>
  );
}

function Side({ path }: { path: string }) {
  const openTo = useOpenTo();
  const entry = (place: Place, sell = false) =>
    openTo(place) ? (
      <Link key={place.to} href={place.to} className={sell ? 'sell' : undefined} aria-current={isAt(place, path) ? 'page' : undefined}>
        <Icon name={place.icon} size={22} />
        {sell ? t('nav.new_sale') : t(place.label)}
      </Link>
    ) : null;
  const groups: Place[][] = [
    [places.home, places.requests, places.map, places.alerts, places.predictions, places.products, places.sales, places.imports],
    [places.providers, places.services, places.dispatch, places.escalations, places.tracking, places.performance],
    [places.analysis, places.stock, places.kpis, places.reports],
    [places.credit, places.closing, places.counts, places.orders, places.receive],
    [places.customers, places.suppliers, places.categories, places.calendar],
    [places.messages, places.team, places.settings],
  ];
  return (
    <nav className="side" aria-label={t('nav.label')}>
      <div className="brand">
        <Logo size={32} />
        Digiboost
      </div>
      {entry(places.sell, true)}
      {groups
        .map((group) => group.filter(openTo))
        .filter((group) => group.length)
        .map((group, index) => (
          <Fragment key={group[0]!.to}>
            {index > 0 && <hr />}
            {group.map((place) => entry(place))}
          </Fragment>
        ))}
    </nav>
  );
}

function Bottom({ path }: { path: string }) {
  const may = useMay();
  const half = useHalf();
  const openTo = useOpenTo();
  const sell = may('sales:write') ? places.sell : places.sales;
  const wanted: Place[] = !half('services')
    ? [places.home, places.products, sell, places.credit, places.more]
    : half('stock')
      ? [places.home, places.requests, sell, places.products, places.more]
      : [places.home, places.requests, places.map, places.providers, places.more];
  const shown = wanted.filter(openTo);
  const found = shown.find((place) => isAt(place, path));
  return (
    <nav className="nav" aria-label={t('nav.label')}>
      {shown.map((place) => (
        <Link
          key={place.to}
          href={place.to}
          className={place.to === '/sales/new' ? 'sell' : undefined}
          aria-current={place === found || (!found && place === places.more) ? 'page' : undefined}
        >
          <Icon name={place.icon} />
          {t(place.label)}
        </Link>
      ))}
    </nav>
  );
}

/** While data is being saved: says so, and leads to where it is chosen. */
export function LiteSign({ to }: { to: string }) {
  return useLite() ? (
    <Link href={to} className="icon-button lite" aria-label={t('lite.sign')} title={t('lite.sign')}>
      <Icon name="leaf" />
    </Link>
  ) : null;
}

/** What the last real request found, and how old the data on the screen is; a tap asks the server again. */
export function LinkState() {
  const { state } = useConnection();
  const shown = useShownAge();
  const client = useQueryClient();
  const now = useNow(30_000);
  const since = shown === null ? null : age(shown, now);
  const label = state === 'offline' ? t('link.offline') : state === 'online' ? t('link.online') : t('link.unknown');
  return (
    <button
      type="button"
      className={`link-state ${state}`}
      aria-label={t('link.label', { state: label, age: since ?? '—' })}
      onClick={() => void client.refetchQueries({ type: 'active' })}
    >
      {state === 'offline' ? label : since ?? label}
    </button>
  );
}

/** How much is on this phone only; opens the tray. Silent when everything has arrived. */
export function Unsent() {
  const { unsent, rejected, conflicts } = usePending();
  if (!unsent) return null;
  const bad = rejected + conflicts > 0;
  return (
    <Link href="/envois" className={bad ? 'unsent bad' : 'unsent'} aria-label={t('link.unsent', { count: unsent })}>
      <Icon name={bad ? 'alert' : 'upload'} size={20} />
      <span className="only-roomy">{t('link.unsent', { count: unsent })}</span>
      <span className="only-tight num">{integer(unsent)}</span>
    </Link>
  );
}

function useNow(everyMs: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) setNow(Date.now());
    }, everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}

/** Another screen begins at its top, where a screen reader goes on. */
export function useFreshScreen(path: string): RefObject<HTMLElement | null> {
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
  }, [path]);
  return main;
}

/** One stream for the whole application; when it or the network returns, what is on the screen is asked for again. */
export function useLiveUpdates(quiet: boolean): void {
  const client = useQueryClient();
  useEffect(() => {
    if (!quiet) return startLive();
  }, [quiet]);
  useEffect(() => {
    const unwatch = [
      onLive('overview', () => void client.invalidateQueries({ queryKey: ['overview'] })),
      connection.onReturn(() => void client.invalidateQueries()),
    ];
    return () => unwatch.forEach((off) => off());
  }, [client]);
}
