import { useState } from 'react';
import type { ProviderDetail } from '@/kernel/api/services';
import { day } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { Button, IconButton } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { hoursOf, weekOf, wrongDay, type Span, type Week } from './hours';
import { useChange } from './reads';

/** "lundi": the first of January 2024 was one. */
export const weekdayName = (weekday: number): string => day(`2024-01-0${weekday + 1}`, 'near').replace(/[\s\d]+/g, '');

/** When somebody works; a day without hours is a day off, a week without hours is open at any hour. */
export function HoursDialog({ provider, onClose }: { provider: ProviderDetail; onClose: () => void }) {
  const [week, setWeek] = useState<Week>(() => weekOf(provider.hours));
  const save = useChange('providers');
  const wrong = wrongDay(week);
  const put = (weekday: number, spans: Span[]) => setWeek(week.map((was, index) => (index === weekday ? spans : was)));
  return (
    <Dialog
      title={t('providers.hours')}
      onClose={onClose}
      onSubmit={() => wrong === null && save.mutate({ path: `/providers/${provider.id}/hours`, method: 'PUT', body: { hours: hoursOf(week) } }, { onSuccess: onClose })}
      foot={
        <>
          <Button look="second" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" busy={save.isPending}>
            {t('action.save')}
          </Button>
        </>
      }
    >
      <div className="stack">
        <p className="soft">{t('providers.hours_hint')}</p>
        {wrong !== null && (
          <p className="notice bad" role="alert" style={{ marginBottom: 0 }}>
            {t('providers.hours_wrong', { day: weekdayName(wrong) })}
          </p>
        )}
        {week.map((spans, weekday) => (
          <fieldset key={weekday} className="field">
            <legend className="label">{weekdayName(weekday)}</legend>
            {spans.map((span, index) => (
              <div key={index} className="row">
                <div className="input grow">
                  <input
                    type="time"
                    aria-label={t('providers.opens', { day: weekdayName(weekday) })}
                    value={span.opens}
                    onChange={(event) => put(weekday, spans.map((was, place) => (place === index ? { ...was, opens: event.target.value } : was)))}
                  />
                </div>
                <div className="input grow">
                  <input
                    type="time"
                    aria-label={t('providers.closes', { day: weekdayName(weekday) })}
                    value={span.closes}
                    onChange={(event) => put(weekday, spans.map((was, place) => (place === index ? { ...was, closes: event.target.value } : was)))}
                  />
                </div>
                <IconButton icon="close" label={t('providers.drop_hours', { day: weekdayName(weekday) })} onClick={() => put(weekday, spans.filter((_, place) => place !== index))} />
              </div>
            ))}
            <div className="row">
              <Button look="plain" small icon="plus" onClick={() => put(weekday, [...spans, spans.length ? { opens: '14:00', closes: '18:00' } : { opens: '08:00', closes: '18:00' }])}>
                {t('providers.add_hours', { day: weekdayName(weekday) })}
              </Button>
            </div>
          </fieldset>
        ))}
      </div>
    </Dialog>
  );
}
