import { useState } from 'react';
import { age, currencySign, date, money, moneyToText } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { Button } from '@/ui/Button';
import { Card, Pill } from '@/ui/Card';
import { NumberField } from '@/ui/Field';
import { Item } from '@/ui/List';
import { Skeleton } from '@/ui/states';
import type { Expected } from './expected';
import { MoveDialog } from './MoveDialog';
import type { Till } from './till';

const PARTS = ['cash_sales', 'credit_parts', 'credit_payments', 'cash_returns', 'moves_in', 'moves_out'] as const satisfies (keyof Till)[];

type Props = { expected: Expected; opening: string; openingError?: string; total: number; onOpening: (text: string) => void; mayMove: boolean };

/** What the till should hold: what it began with and what came and went since. */
export function TillCard({ expected, opening, openingError, total, onOpening, mayMove }: Props) {
  const [moving, setMoving] = useState(false);
  const { till, source, at, moves, last, day, loading } = expected;
  const offered = last && last.day < day && opening === '' ? last : null;
  return (
    <Card title={t('closing.expected')} aside={source !== 'exact' && !loading && <Pill tone="warn">{t('closing.estimate')}</Pill>}>
      <div className="stack">
        {loading ? (
          <Skeleton height={160} />
        ) : (
          <>
            <NumberField label={t('closing.opening')} optional suffix={currencySign()} hint={t('closing.opening_hint')} value={opening} error={openingError} onChange={(event) => onOpening(event.target.value)} />
            {offered && (
              <div className="row wrap">
                <button type="button" className="chip" onClick={() => onOpening(moneyToText(offered.counted))}>
                  {t('closing.from_last', { amount: money(offered.counted) })}
                </button>
              </div>
            )}
            {last && last.day === day && <p className="soft">{t('closing.already', { when: date(last.closed_at, 'time'), amount: money(last.counted) })}</p>}
            <div>
              {PARTS.map((part) =>
                till[part] || part === 'cash_sales' ? (
                  <div key={part} className="sum">
                    <span>{t(`closing.part.${part}`)}</span>
                    <span className="num">{money(till[part])}</span>
                  </div>
                ) : null,
              )}
              <div className="sum total" aria-live="polite">
                <span>{t('closing.should_hold')}</span>
                <span className="num">{money(total)}</span>
              </div>
            </div>
            {source === 'old' && at !== null && <p className="soft">{t('closing.estimate_old', { age: age(at) })}</p>}
            {source === 'phone' && <p className="soft">{t('closing.estimate_phone')}</p>}
            {(till.mobile_money !== 0 || till.card !== 0) && (
              <dl className="facts">
                <div>
                  <dt>{t('payment.mobile_money')}</dt>
                  <dd className="num">{money(till.mobile_money)}</dd>
                </div>
                {till.card !== 0 && (
                  <div>
                    <dt>{t('payment.card')}</dt>
                    <dd className="num">{money(till.card)}</dd>
                  </div>
                )}
              </dl>
            )}
            {moves.length > 0 && (
              <ul className="list flush-list">
                {moves.map((move) => (
                  <li key={move.id}>
                    <Item
                      title={move.reason}
                      detail={`${date(move.occurred_at, 'time')} · ${move.unsent ? t('arrival.here') : t('arrival.sent')}`}
                      side={<strong className={move.type === 'IN' ? 'num ok' : 'num'}>{move.type === 'IN' ? `+${money(move.amount)}` : money(-move.amount)}</strong>}
                    />
                  </li>
                ))}
              </ul>
            )}
            {mayMove && (
              <div className="row">
                <Button look="second" icon="cash" onClick={() => setMoving(true)}>
                  {t('closing.move')}
                </Button>
              </div>
            )}
          </>
        )}
      </div>
      {moving && <MoveDialog onClose={() => setMoving(false)} />}
    </Card>
  );
}
