import type { Mission } from '@/kernel/api/missions';
import { age, money } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { Item } from '@/ui/List';
import { clockText, secondsUntil } from './clock';
import { earned, kilometres, placeText, StatePill, UrgencyPill, wishText } from './words';

/** One mission in a list; `now`: the server's time, for what runs out. */
export function MissionRow({ mission, now }: { mission: Mission; now: number }) {
  const { offer, distance_km, state } = mission;
  const open = offer?.state === 'open';
  const left = open ? secondsUntil(offer.expires_at, now) : 0;
  const amount = earned(mission);
  return (
    <Item
      to={open ? `/p/offers/${mission.id}` : `/p/missions/${mission.id}`}
      title={mission.service_name}
      detail={
        <>
          <span className="row wrap tight">
            <UrgencyPill urgency={mission.urgency} />
            {!open && <StatePill {...mission} />}
            <span>{mission.client_name}</span>
          </span>
          <span className="block">{[placeText(mission), distance_km !== null && kilometres(distance_km)].filter(Boolean).join(' · ')}</span>
          <span className="block">{open || state === 'provider_accepted' ? wishText(mission) : age(mission.state_at)}</span>
        </>
      }
      side={
        open ? (
          <strong className={left < 60 ? 'num danger' : 'num'}>{left ? clockText(left) : t('p.offer.over_short')}</strong>
        ) : (
          amount !== null && <strong className="num">{money(amount)}</strong>
        )
      }
    />
  );
}
