import { useState } from 'react';
import type { Hours, Me } from '@/kernel/api/missions';
import { useConnection } from '@/kernel/connection';
import { useUnsavedWork } from '@/kernel/dirty';
import { localeTag, t } from '@/kernel/i18n';
import { Button, IconButton } from '@/ui/Button';
import { Card } from '@/ui/Card';
import { Check } from '@/ui/Field';
import { Icon } from '@/ui/icons';
import { useMeChange } from '@/entities/provider/me';
import { hoursProblem, inOrder } from './hours';

const DAYS = [0, 1, 2, 3, 4, 5, 6] as const;
const weekday = (index: number) => new Intl.DateTimeFormat(localeTag(), { weekday: 'long', timeZone: 'UTC' }).format(Date.UTC(2024, 0, 1 + index));

/** When one works, day by day; several spans on a day leave room for a break. Without any: at every hour. */
export function HoursCard({ me }: { me: Me }) {
  const offline = useConnection().state === 'offline';
  const save = useMeChange(t('p.hours.saved'));
  const [hours, setHours] = useState<Hours[]>(() => inOrder(me.hours));
  const [changed, setChanged] = useState(false);
  useUnsavedWork(changed);
  const problem = hoursProblem(hours);
  const put = (next: Hours[]) => {
    setHours(next);
    setChanged(true);
  };
  const edit = (index: number, change: Partial<Hours>) => put(hours.map((one, at) => (at === index ? { ...one, ...change } : one)));
  return (
    <Card title={t('p.hours.title')}>
      <div className="stack">
        <p className="soft">{hours.length ? t('p.hours.text') : t('p.hours.any')}</p>
        {DAYS.map((weekdayIndex) => {
          const spans = hours.map((span, index) => ({ span, index })).filter(({ span }) => span.weekday === weekdayIndex);
          const name = weekday(weekdayIndex);
          return (
            <fieldset key={weekdayIndex} className="field day-hours">
              <legend className="sr">{name}</legend>
              <Check
                label={name}
                checked={spans.length > 0}
                onChange={(event) => put(event.target.checked ? inOrder([...hours, { weekday: weekdayIndex, opens: '08:00', closes: '18:00' }]) : hours.filter((one) => one.weekday !== weekdayIndex))}
              />
              {spans.map(({ span, index }, place) => (
                <div key={index} className="row">
                  {(['opens', 'closes'] as const).map((side) => (
                    <div key={side} className="input grow">
                      <input type="time" aria-label={t(`p.hours.${side}`, { day: name })} value={span[side].slice(0, 5)} onChange={(event) => edit(index, { [side]: event.target.value })} />
                    </div>
                  ))}
                  {place === spans.length - 1 && span.closes < '22:00' ? (
                    <IconButton icon="plus" label={t('p.hours.more', { day: name })} onClick={() => put(inOrder([...hours, { weekday: weekdayIndex, opens: span.closes, closes: '23:00' }]))} />
                  ) : (
                    <IconButton icon="close" label={t('p.hours.less', { day: name })} onClick={() => put(hours.filter((_, at) => at !== index))} />
                  )}
                </div>
              ))}
            </fieldset>
          );
        })}
        {problem && (
          <div className="error" role="alert">
            <Icon name="alert" size={20} />
            {t(problem)}
          </div>
        )}
        <div className="row">
          <Button
            busy={save.isPending}
            disabled={!changed || problem !== null || offline}
            onClick={() => save.mutate({ method: 'PUT', path: '/hours', body: { hours } }, { onSuccess: () => setChanged(false) })}
          >
            {t('action.save')}
          </Button>
        </div>
      </div>
    </Card>
  );
}
