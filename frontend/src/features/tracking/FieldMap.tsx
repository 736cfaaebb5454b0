import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { Link, useLocation } from 'wouter';
import type { Provider, ServiceRequest, Zone } from '@/kernel/api/services';
import { t } from '@/kernel/i18n';
import { fewProvidersQuery } from '@/entities/provider/reads';
import { Availability } from '@/entities/provider/words';
import { lateness } from '@/entities/request/late';
import { useClock, useRequestsLive } from '@/entities/request/live';
import { StatePill } from '@/entities/request/words';
import { zonesQuery } from '@/entities/zone/reads';
import { ButtonLink, IconButton } from '@/ui/Button';
import { Card } from '@/ui/Card';
import { Loaded } from '@/ui/Loaded';
import { EmptyState } from '@/ui/states';
import { useAddress } from '@/ui/useAddress';
import { fitting, fittingLabels, flat, middleOf, onScreen, seeded, zoomed, type Spot, type View } from './projection';
import { openRequestsQuery } from './reads';

const HEIGHT = 460;

/** The districts as circles, what is open and who is there as marks in them; the same as a list beside it. */
export function FieldMap() {
  useRequestsLive();
  const zones = useQuery(zonesQuery());
  const requests = useQuery(openRequestsQuery()).data?.items ?? [];
  const providers = useQuery(fewProvidersQuery({})).data?.items.filter(({ is_active }) => is_active) ?? [];
  const [params, say] = useAddress();
  return (
    <Loaded query={zones}>
      {({ items }) => {
        const used = items.filter(({ id, is_active }) => is_active || requests.some(({ zone_id }) => zone_id === id));
        if (!used.length) {
          return (
            <Card>
              <EmptyState icon="pin" title={t('zones.none')} text={t('zones.none_text')}>
                <ButtonLink to="/services" icon="plus">
                  {t('zones.add')}
                </ButtonLink>
              </EmptyState>
            </Card>
          );
        }
        const cities = [...new Set(used.map(({ city }) => city))].sort();
        const city = cities.find((one) => one === params.get('city')) ?? busiest(used, requests) ?? cities[0]!;
        const here = used.filter((zone) => zone.city === city);
        const chosen = here.find(({ id }) => id === params.get('zone')) ?? null;
        return (
          <div className="stack">
            {cities.length > 1 && (
              <div className="chips" role="group" aria-label={t('zones.city')}>
                {cities.map((one) => (
                  <button key={one} type="button" className="chip" aria-pressed={one === city} onClick={() => say({ city: one, zone: null })}>
                    {one}
                  </button>
                ))}
              </div>
            )}
            <div className="columns">
              <Drawing key={city} zones={here} requests={requests} providers={providers} chosen={chosen?.id ?? null} onZone={(id) => say({ zone: id })} />
              <Places zones={here} requests={requests} providers={providers} chosen={chosen} onZone={(id) => say({ zone: id })} />
            </div>
          </div>
        );
      }}
    </Loaded>
  );
}

function busiest(zones: Zone[], requests: ServiceRequest[]): string | null {
  const counts = new Map<string, number>();
  for (const { city, id } of zones) counts.set(city, (counts.get(city) ?? 0) + requests.filter(({ zone_id }) => zone_id === id).length);
  const [first] = [...counts].sort((a, b) => b[1] - a[1]);
  return first?.[0] ?? null;
}

type Drawn = { zones: Zone[]; requests: ServiceRequest[]; providers: Provider[] };

function Drawing({ zones, requests, providers, chosen, onZone }: Drawn & { chosen: string | null; onZone: (id: string) => void }) {
  const [, navigate] = useLocation();
  const now = useClock();
  const frame = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(640);
  const drag = useRef<{ at: Spot; view: View } | null>(null);
  const circles = useMemo(() => {
    const middle = middleOf(zones);
    return zones.map((zone) => ({ zone, radius: zone.radius_km, ...flat(middle, zone) }));
  }, [zones]);
  const [moved, setMoved] = useState<View | null>(null);
  const view = moved ?? fitting(circles, width, HEIGHT);
  useEffect(() => {
    const box = frame.current!;
    const watch = new ResizeObserver(([entry]) => setWidth(Math.max(240, entry!.contentRect.width)));
    watch.observe(box);
    return () => watch.disconnect();
  }, []);
  const nearer = (factor: number, at: Spot = { x: width / 2, y: HEIGHT / 2 }) => setMoved(zoomed(view, factor, at, width, HEIGHT));
  const pan = (dx: number, dy: number, from: View = view) => setMoved({ ...from, x: from.x - dx / from.scale, y: from.y - dy / from.scale });
  const onKey = (event: KeyboardEvent) => {
    const steps: Record<string, () => void> = {
      ArrowLeft: () => pan(60, 0),
      ArrowRight: () => pan(-60, 0),
      ArrowUp: () => pan(0, 60),
      ArrowDown: () => pan(0, -60),
      '+': () => nearer(1.4),
      '=': () => nearer(1.4),
      '-': () => nearer(1 / 1.4),
      '0': () => setMoved(null),
    };
    const act = steps[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };
  const local = (event: { clientX: number; clientY: number }): Spot => {
    const { left, top } = frame.current!.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };
  const onMove = (event: PointerEvent) => {
    if (!drag.current) return;
    const at = local(event);
    pan(at.x - drag.current.at.x, at.y - drag.current.at.y, drag.current.view);
  };
  const marks = circles.flatMap(({ zone, x, y, radius }) => {
    const inside = requests.filter(({ zone_id }) => zone_id === zone.id);
    const people = providers.filter(({ zone_ids }) => zone_ids[0] === zone.id);
    const all = inside.length + people.length;
    const spot = (index: number): Spot => {
      const seed = seeded(index, all, radius);
      return onScreen(view, { x: x + seed.x, y: y + seed.y }, width, HEIGHT);
    };
    return [
      ...inside.map((request, index) => ({ key: request.id, ...spot(index), request, provider: null })),
      ...people.map((provider, index) => ({ key: provider.id, ...spot(inside.length + index), request: null, provider })),
    ];
  });
  const labels = fittingLabels(
    [...circles]
      .sort((a, b) => count(b.zone, requests) - count(a.zone, requests))
      .map(({ zone, x, y, radius }) => {
        const at = onScreen(view, { x, y }, width, HEIGHT);
        return { id: zone.id, x: at.x, y: at.y - radius * view.scale - 4 < 14 ? at.y : at.y - Math.min(radius * view.scale * 0.75, radius * view.scale - 10), text: zone.name };
      }),
    width,
    HEIGHT,
  );
  return (
    <Card flush>
      {/* The list beside it says the same: the drawing itself is for the eye, its frame for the keyboard. */}
      <div ref={frame} className="map" tabIndex={0} role="group" aria-label={t('map.label')} aria-describedby="map-keys" onKeyDown={onKey}>
        <svg
          width={width}
          height={HEIGHT}
          aria-hidden="true"
          onPointerDown={(event) => {
            if (event.target instanceof Element && event.target.closest('.mark')) return;
            drag.current = { at: local(event), view };
            event.currentTarget.setPointerCapture(event.pointerId);
          }}
          onPointerMove={onMove}
          onPointerUp={() => (drag.current = null)}
          onPointerCancel={() => (drag.current = null)}
          onDoubleClick={(event) => nearer(1.6, local(event))}
        >
          {circles.map(({ zone, x, y, radius }) => {
            const at = onScreen(view, { x, y }, width, HEIGHT);
            return <circle key={zone.id} className={zone.id === chosen ? 'zone chosen' : 'zone'} cx={at.x} cy={at.y} r={radius * view.scale} onClick={() => onZone(zone.id)} />;
          })}
          {marks.map(({ key, x, y, request, provider }) =>
            request ? (
              <path
                key={key}
                className={lateness(request, now) ? 'mark request late' : request.provider_id ? 'mark request taken' : 'mark request'}
                d={`M${x} ${y + 9}c6-7 8-10 8-13a8 8 0 0 0-16 0c0 3 2 6 8 13z`}
                onClick={() => navigate(`/requests/${request.id}`)}
              />
            ) : (
              <circle key={key} className={provider!.why_not === null ? 'mark person' : 'mark person away'} cx={x} cy={y} r={7} onClick={() => navigate(`/providers/${provider!.id}`)} />
            ),
          )}
          {labels.map(({ id, x, y, text }) => (
            <text key={id} x={x} y={y + 5} textAnchor="middle">
              {text}
            </text>
          ))}
        </svg>
        <span className="map-tools">
          <IconButton icon="plus" label={t('chart.nearer')} onClick={() => nearer(1.5)} />
          <IconButton icon="minus" label={t('chart.farther')} onClick={() => nearer(1 / 1.5)} />
          <IconButton icon="refresh" label={t('map.whole')} onClick={() => setMoved(null)} />
        </span>
      </div>
      <p id="map-keys" className="soft map-key">
        <span className="dot late" /> {t('map.late')} <span className="dot waiting" /> {t('map.waiting')} <span className="dot taken" /> {t('map.taken')} <span className="dot person" /> {t('map.person')}. {t('map.keys')}
      </p>
    </Card>
  );
}

const count = ({ id }: Zone, requests: ServiceRequest[]) => requests.filter(({ zone_id }) => zone_id === id).length;

function Places({ zones, requests, providers, chosen, onZone }: Drawn & { chosen: Zone | null; onZone: (id: string | null) => void }) {
  const shown = chosen ? [chosen] : [...zones].sort((a, b) => count(b, requests) - count(a, requests) || a.name.localeCompare(b.name));
  const elsewhere = chosen ? [] : requests.filter(({ zone_id }) => zone_id === null);
  return (
    <Card title={chosen ? chosen.name : t('map.list')}>
      <div className="stack">
        {chosen && (
          <div className="row">
            <button type="button" className="chip" aria-pressed="true" onClick={() => onZone(null)}>
              {t('map.all')}
            </button>
          </div>
        )}
        <ul className="places">
          {shown.map((zone) => {
            const inside = requests.filter(({ zone_id }) => zone_id === zone.id);
            const people = providers.filter(({ zone_ids }) => zone_ids.includes(zone.id));
            return (
              <li key={zone.id}>
                {chosen ? null : (
                  <button type="button" className="place" onClick={() => onZone(zone.id)}>
                    <span className="strong grow">{zone.name}</span>
                    <span className="soft">{t('map.counts', { requests: inside.length, people: people.filter(({ why_not }) => why_not === null).length })}</span>
                  </button>
                )}
                {(chosen || inside.length > 0) && <RequestLines requests={inside} />}
                {chosen && (
                  <ul className="list">
                    {people.map((provider) => (
                      <li key={provider.id} className="sum">
                        <Link href={`/providers/${provider.id}`}>{provider.name}</Link>
                        <Availability provider={provider} />
                      </li>
                    ))}
                  </ul>
                )}
              </li>
            );
          })}
          {elsewhere.length > 0 && (
            <li>
              <p className="strong">{t('map.nowhere')}</p>
              <RequestLines requests={elsewhere} />
            </li>
          )}
        </ul>
      </div>
    </Card>
  );
}

function RequestLines({ requests }: { requests: ServiceRequest[] }) {
  if (!requests.length) return <p className="soft">{t('map.no_request')}</p>;
  return (
    <ul className="list">
      {requests.map((request) => (
        <li key={request.id} className="sum">
          <Link href={`/requests/${request.id}`}>{`${request.service_name} · ${request.client_name}`}</Link>
          <StatePill state={request.state} stage={request.stage} />
        </li>
      ))}
    </ul>
  );
}
