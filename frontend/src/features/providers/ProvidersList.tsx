import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { Provider } from '@/kernel/api/services';
import { quantity } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { providersQuery, SORTS } from '@/entities/provider/reads';
import { Availability, Rating } from '@/entities/provider/words';
import { servicesQuery } from '@/entities/service/reads';
import { zonesQuery } from '@/entities/zone/reads';
import { ZoneOptions } from '@/entities/zone/ZoneOptions';
import { Card } from '@/ui/Card';
import { DataTable } from '@/ui/DataTable';
import { SearchField } from '@/ui/Field';
import { Avatar, Item, More } from '@/ui/List';
import { Loaded } from '@/ui/Loaded';
import { EmptyState } from '@/ui/states';
import { useAddress } from '@/ui/useAddress';
import type { ReactNode } from 'react';

/** Who is sent out, whether they may be asked now, and how much they have. */
export function ProvidersList({ empty }: { empty: ReactNode }) {
  const [params, say] = useAddress();
  const service = params.get('service');
  const zone = params.get('zone');
  const search = params.get('search') ?? '';
  const available = params.get('available') === '1' ? true : params.get('available') === '0' ? false : null;
  const sort = SORTS.find((one) => one === params.get('sort')) ?? 'name';
  const services = useQuery(servicesQuery()).data?.items ?? [];
  const zones = useQuery(zonesQuery()).data?.items ?? [];
  const query = useInfiniteQuery({ ...providersQuery({ search, service, zone, available, sort }), placeholderData: keepPreviousData });
  const does = ({ service_ids }: Provider) =>
    services
      .filter(({ id }) => service_ids.includes(id))
      .map(({ name }) => name)
      .join(', ');
  const narrowed = Boolean(search || service || zone || available !== null);
  return (
    <div className="stack">
      <div className="row wrap">
        <SearchField label={t('providers.search')} value={search} onSearch={(text) => say({ search: text })} />
        <div className="input">
          <select aria-label={t('requests.service')} value={service ?? ''} onChange={(event) => say({ service: event.target.value })}>
            <option value="">{t('requests.any_service')}</option>
            {services.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </div>
        <div className="input">
          <select aria-label={t('requests.zone')} value={zone ?? ''} onChange={(event) => say({ zone: event.target.value })}>
            <option value="">{t('requests.any_zone')}</option>
            <ZoneOptions zones={zones} chosen={zone} />
          </select>
        </div>
        <div className="input">
          <select aria-label={t('providers.availability')} value={params.get('available') ?? ''} onChange={(event) => say({ available: event.target.value })}>
            <option value="">{t('providers.anybody')}</option>
            <option value="1">{t('providers.only_free')}</option>
            <option value="0">{t('providers.only_not')}</option>
          </select>
        </div>
        <div className="input">
          <select aria-label={t('providers.sort')} value={sort} onChange={(event) => say({ sort: event.target.value === 'name' ? null : event.target.value })}>
            {SORTS.map((value) => (
              <option key={value} value={value}>
                {t(`providers.sort.${value}`)}
              </option>
            ))}
          </select>
        </div>
      </div>
      <Loaded query={query}>
        {({ pages }) => {
          const providers = pages.flatMap((page) => page.items);
          if (!providers.length) return <Card>{narrowed ? <EmptyState icon="search" title={t('state.no_match')} text={t('requests.no_match')} /> : empty}</Card>;
          return (
            <>
              <DataTable<Provider>
                label={t('nav.providers')}
                rows={providers}
                rowKey={({ id }) => id}
                to={({ id }) => `/providers/${id}`}
                columns={[
                  { key: 'name', head: t('field.name'), cell: ({ name }) => name, under: ({ phone }) => phone },
                  { key: 'does', head: t('providers.skills'), cell: does },
                  { key: 'now', head: t('providers.availability'), cell: (provider) => <Availability provider={provider} /> },
                  { key: 'load', head: t('providers.missions'), right: true, cell: ({ load, capacity }) => t('providers.of', { load, capacity }) },
                  { key: 'rating', head: t('providers.rating'), right: true, cell: ({ rating, rating_count }) => (rating === null ? '—' : `${quantity(Math.round(rating * 10) / 10)} (${rating_count})`) },
                ]}
                card={(provider) => (
                  <Item
                    to={`/providers/${provider.id}`}
                    lead={<Avatar name={provider.name} />}
                    title={provider.name}
                    detail={
                      <>
                        <span style={{ display: 'block' }}>{[does(provider), t('providers.load', { load: provider.load, capacity: provider.capacity })].filter(Boolean).join(' · ')}</span>
                        <Rating rating={provider.rating} count={provider.rating_count} />
                      </>
                    }
                    side={<Availability provider={provider} />}
                  />
                )}
              />
              <More hasMore={query.hasNextPage} loading={query.isFetchingNextPage} failed={query.isFetchNextPageError} onMore={() => void query.fetchNextPage()} />
            </>
          );
        }}
      </Loaded>
    </div>
  );
}
