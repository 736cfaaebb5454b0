import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { explain } from '@/kernel/api/problem';
import type { CalendarEntry } from '@/kernel/api/types';
import { useConnection } from '@/kernel/connection';
import { day } from '@/kernel/format';
import { localeTag, t } from '@/kernel/i18n';
import { IconButton } from '@/ui/Button';
import { Card } from '@/ui/Card';
import { RowMain } from '@/ui/List';
import { Loaded } from '@/ui/Loaded';
import { EmptyState } from '@/ui/states';
import { toast } from '@/ui/Toast';
import { EventDialog } from './EventDialog';
import { byMonth, isOwn, nameOf, switched } from './occasions';
import { calendarQuery } from './reads';
import { effectText } from './words';

/** The days of the coming year on which a shop sells otherwise, and what its own past says of them. */
export function CalendarBoard({ mayWrite, adding, onAdded }: { mayWrite: boolean; adding: boolean; onAdded: () => void }) {
  const query = useQuery(calendarQuery());
  const client = useQueryClient();
  const offline = useConnection().state === 'offline';
  const [edited, setEdited] = useState<CalendarEntry | null>(null);
  const [busy, setBusy] = useState<string | null>(null);
  const changed = () => {
    void client.invalidateQueries({ queryKey: ['calendar'] });
    void client.invalidateQueries({ queryKey: ['predictions'] });
  };
  const turn = async (entries: readonly CalendarEntry[], on: boolean) => {
    setBusy(entries[0]!.key + entries[0]!.day);
    try {
      for (const entry of entries) if (entry.is_active !== on) await switched(entry, on);
      toast(t(on ? 'calendar.turned_on' : 'calendar.turned_off', { name: nameOf(entries[0]!) }));
    } catch (error) {
      const { title, advice } = explain(error);
      toast(`${title}. ${advice}`, { bad: true });
    } finally {
      setBusy(null);
      changed();
    }
  };
  const row = (entry: CalendarEntry, entries: readonly CalendarEntry[] = [entry]) => (
    <Row
      entry={entry}
      many={entries.length > 1}
      busy={busy === entry.key + entry.day}
      still={!mayWrite || offline}
      onEdit={mayWrite && !offline && entries.length === 1 ? () => setEdited(entry) : undefined}
      onTurn={(on) => void turn(entries, on)}
    />
  );
  const close = () => {
    setEdited(null);
    onAdded();
  };
  return (
    <Loaded query={query}>
      {({ entries }) => {
        const { months, pay } = byMonth(entries);
        return (
          <div className="stack">
            <p className="soft">{t('calendar.text')}</p>
            {mayWrite && offline && <p className="soft">{t('calendar.offline')}</p>}
            {entries.length === 0 && (
              <Card>
                <EmptyState icon="calendar" title={t('calendar.empty')} />
              </Card>
            )}
            {pay.length > 0 && (
              <Card flush title={t('calendar.every_month')}>
                {row(pay.find(({ is_active }) => is_active) ?? pay[0]!, pay)}
              </Card>
            )}
            <div className="filters months">
              {months.map(({ month, entries: of }) => (
                <Card key={month} flush title={monthName(month)}>
                  <ul className="list">
                    {of.map((entry) => (
                      <li key={entry.id ?? `${entry.key}${entry.day}`}>{row(entry)}</li>
                    ))}
                  </ul>
                </Card>
              ))}
            </div>
            {(edited || adding) && (
              <EventDialog
                entry={edited}
                onClose={close}
                onSaved={() => {
                  close();
                  changed();
                }}
              />
            )}
          </div>
        );
      }}
    </Loaded>
  );
}

type RowProps = { entry: CalendarEntry; many: boolean; busy: boolean; still: boolean; onEdit?: () => void; onTurn: (on: boolean) => void };

function Row({ entry, many, busy, still, onEdit, onTurn }: RowProps) {
  const effect = effectText(entry);
  const name = nameOf(entry);
  const days = entry.first === entry.last ? null : t('calendar.felt', { first: day(entry.first), last: day(entry.last) });
  return (
    <div className={entry.is_active ? 'item' : 'item off'}>
      <RowMain label={t('action.edit_name', { name })} onClick={onEdit}>
        <span className="date" aria-hidden="true">
          <b>{Number(entry.day.slice(8))}</b>
          {!many && <span>{new Intl.DateTimeFormat(localeTag(), { month: 'short', timeZone: 'UTC' }).format(new Date(`${entry.day}T00:00:00Z`))}</span>}
        </span>
        <span className="grow">
          <span className="title">{name}</span>
          {!many && <span className="sr">{day(entry.day, 'day')}</span>}
          {effect && entry.is_active && <strong className={entry.effect! > 0 ? 'ok' : 'warn'}>{effect}</strong>}
          <span className="soft">{many ? t('calendar.pay_text') : [days, entry.id !== null && !isOwn(entry) && entry.is_active && t('calendar.corrected')].filter(Boolean).join(' · ')}</span>
        </span>
      </RowMain>
      {isOwn(entry) ? (
        onEdit && <IconButton icon="edit" label={t('action.edit_name', { name })} onClick={onEdit} />
      ) : (
        <label className="tick">
          <input
            type="checkbox"
            role="switch"
            className="switch"
            aria-label={t('calendar.counts', { name })}
            checked={entry.is_active}
            disabled={still || busy}
            onChange={(event) => onTurn(event.target.checked)}
          />
        </label>
      )}
    </div>
  );
}

const monthName = (month: string): string =>
  new Intl.DateTimeFormat(localeTag(), { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${month}-01T00:00:00Z`)).replace(/^./, (letter) => letter.toUpperCase());
