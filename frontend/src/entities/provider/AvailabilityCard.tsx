import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import type { Me } from '@/kernel/api/missions';
import { explain } from '@/kernel/api/problem';
import { useConnection } from '@/kernel/connection';
import { date } from '@/kernel/format';
import { loadProfile, t } from '@/kernel/i18n';
import { useOperations, type Operation } from '@/kernel/offline';
import { Button } from '@/ui/Button';
import { Card } from '@/ui/Card';
import { Loaded } from '@/ui/Loaded';
import { Skeleton } from '@/ui/states';
import { toast } from '@/ui/Toast';
import { setAvailability, switched, wishText, withWish } from './availability';
import { isAway } from './away';
import { meQuery } from './me';

/** Mostly one only turns the switch. */
const AwayDialog = lazy(async () => (await Promise.all([import('./AwayDialog'), loadProfile()]))[0]);

/** Whether one is asked now: the large switch, and the way to be away for some time. With a network or without. */
export function AvailabilityCard() {
  const query = useQuery(meQuery());
  const queue = useOperations();
  return (
    <Loaded query={query} skeleton={<Skeleton height={132} />}>
      {(me) => <Availability {...withWish(me, queue, query.dataUpdatedAt)} />}
    </Loaded>
  );
}

function Availability({ me, operation }: { me: Me; operation: Operation | null }) {
  const offline = useConnection().state === 'offline';
  const [leaving, setLeaving] = useState(false);
  const away = isAway(me);
  const put = () => void setAvailability(me.id, switched(me)).catch((error: unknown) => toast(explain(error).title, { bad: true }));
  return (
    <Card>
      <div className="stack tight">
        <button type="button" role="switch" aria-checked={me.is_available && !away} className="big-switch" onClick={put}>
          <span className="knob" aria-hidden="true" />
          <span className="grow">
            <strong className="block">{wishText(me)}</strong>
            <span className="block">{said(me)}</span>
          </span>
        </button>
        {away ? (
          <Button look="second" wide onClick={put}>
            {t('p.away.end')}
          </Button>
        ) : (
          <Button look="plain" icon="clock" wide onClick={() => setLeaving(true)}>
            {t('p.away.begin')}
          </Button>
        )}
        {operation && (offline || operation.attempts > 0) && (
          <p className="soft" role="status">
            {t('p.availability.waits')}
          </p>
        )}
      </div>
      {leaving && (
        <Suspense>
          <AwayDialog me={me} onClose={() => setLeaving(false)} />
        </Suspense>
      )}
    </Card>
  );
}

/** Why one is asked or not, as far as it is not plain from the switch. */
function said(me: Me): string {
  if (isAway(me)) return me.away_until ? t('p.away.until', { when: date(me.away_until, 'moment') }) : t('p.away.open');
  if (!me.is_available) return t('p.unavailable_text');
  if (me.away_from && Date.parse(me.away_from) > Date.now()) return t('p.away.from', { when: date(me.away_from, 'moment') });
  if (me.why_not === 'absent') return t('p.absent_today');
  if (me.why_not === 'out_of_hours') return t('p.out_of_hours');
  if (me.why_not === 'inactive') return t('p.inactive');
  return t('p.available_text');
}
