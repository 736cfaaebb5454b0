import { useProfile } from '@/kernel/auth/session';
import { t } from '@/kernel/i18n';
import { SignOutButton } from '@/features/identity/SignOutButton';
import { Card } from '@/ui/Card';
import { Icon } from '@/ui/icons';
import { Avatar, Item } from '@/ui/List';
import { Page } from '@/ui/Page';
import { places, useOpenTo, type Place } from './navigation';

/** Everything that the bottom bar of the phone has no room for. */
export default function MorePage() {
  const openTo = useOpenTo();
  const { user, tenant } = useProfile();
  const shown: Place[] = [
    ...[places.requests, places.map, places.providers, places.services, places.dispatch, places.escalations, places.tracking, places.performance],
    ...[places.alerts, places.predictions, places.analysis, places.stock, places.kpis, places.reports],
    ...[places.sales, places.closing, places.counts, places.orders, places.receive, places.imports],
    ...[places.customers, places.suppliers, places.categories, places.calendar, places.inbox, places.messages, places.team, places.queue, places.settings],
  ];
  return (
    <Page title={t('nav.more')}>
      <div className="stack">
        <Card flush>
          <Item lead={<Avatar name={user.full_name} />} title={user.full_name} detail={`${t(`role.${user.role}`)} · ${tenant.name}`} />
        </Card>
        <Card flush>
          <ul className="list">
            {shown
              .filter(openTo)
              .map((place) => (
                <li key={place.to}>
                  <Item to={place.to} lead={<Icon name={place.icon} />} title={t(place.label)} />
                </li>
              ))}
          </ul>
        </Card>
        <div className="row">
          <SignOutButton />
        </div>
      </div>
    </Page>
  );
}
