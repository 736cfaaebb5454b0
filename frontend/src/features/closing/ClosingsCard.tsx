import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useProfile } from '@/kernel/auth/session';
import type { Closing } from '@/kernel/api/types';
import { date, day, money } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { isOpen, useMirror, useOperations } from '@/kernel/offline';
import { Arrival } from '@/ui/Arrival';
import { Button, ButtonLink } from '@/ui/Button';
import { Card, Pill } from '@/ui/Card';
import { Dialog } from '@/ui/Dialog';
import { Item, More } from '@/ui/List';
import { Loaded } from '@/ui/Loaded';
import { EmptyState, SkeletonList } from '@/ui/states';
import { differenceText, differenceTone } from './difference';
import { closingQuery, closingsQuery } from './queries';
import type { Till } from './till';

type Person = { id: string; name: string };

/** Whose till it was, in words. */
function useWhose(): (userId: string | null) => string {
  const { user } = useProfile();
  const { byId } = useMirror<Person>('person');
  return (userId) => (userId === null ? t('closing.shop') : userId === user.id ? t('closing.mine') : (byId.get(userId)?.name ?? t('closing.somebody')));
}

/** Closings of the past, the newest first; those not yet at the server on top. `mayPrint`: one may make a paper of them. */
export function ClosingsCard({ mayPrint }: { mayPrint: boolean }) {
  const whose = useWhose();
  const query = useInfiniteQuery(closingsQuery);
  const queue = useOperations();
  const [opened, setOpened] = useState<Closing | null>(null);
  const closings = query.data?.pages.flatMap(({ items }) => items) ?? [];
  const known = new Set(closings.map(({ id }) => id));
  const here = queue
    .filter((operation) => operation.type === 'day.close' && (isOpen(operation) || (operation.acked_at ?? 0) > query.dataUpdatedAt) && !known.has(String(operation.payload.id)))
    .reverse();
  return (
    <Card flush title={t('closing.history')}>
      {here.length > 0 && (
        <ul className="list">
          {here.map((operation) => (
            <li key={operation.op_id}>
              <Item
                title={day(String(operation.payload.day), 'weekday')}
                detail={
                  <span className="row wrap" style={{ gap: '2px 8px' }}>
                    <span>{whose(typeof operation.payload.user_id === 'string' ? operation.payload.user_id : null)}</span>
                    <Arrival operation={operation} />
                  </span>
                }
                side={
                  <>
                    <strong className="num">{money(operation.label.amount)}</strong>
                    <span className="soft">{operation.label.detail}</span>
                  </>
                }
              />
            </li>
          ))}
        </ul>
      )}
      <Loaded query={query} skeleton={<SkeletonList rows={3} />}>
        {() =>
          closings.length === 0 ? (
            here.length === 0 && <EmptyState icon="cash" title={t('closing.none')} text={t('closing.none_text')} />
          ) : (
            <>
              <ul className="list">
                {closings.map((closing) => (
                  <li key={closing.id}>
                    <Item
                      onClick={() => setOpened(closing)}
                      title={day(closing.day, 'weekday')}
                      detail={`${whose(closing.user_id)} · ${date(closing.closed_at, 'time')}`}
                      side={
                        <>
                          <strong className="num">{money(closing.counted)}</strong>
                          <Pill tone={differenceTone(closing.difference)}>{closing.difference === 0 ? t('closing.exact_short') : money(closing.difference)}</Pill>
                        </>
                      }
                    />
                  </li>
                ))}
              </ul>
              <More hasMore={query.hasNextPage} loading={query.isFetchingNextPage} failed={query.isFetchNextPageError} onMore={() => void query.fetchNextPage()} />
            </>
          )
        }
      </Loaded>
      {opened && <ClosingDialog closing={opened} whose={whose(opened.user_id)} mayPrint={mayPrint} onClose={() => setOpened(null)} />}
    </Card>
  );
}

const PARTS = ['cash_sales', 'credit_parts', 'credit_payments', 'cash_returns', 'moves_in', 'moves_out'] as const satisfies (keyof Till)[];

/** One closing: how its figure came about, and what was learnt of the day since. */
function ClosingDialog({ closing, whose, mayPrint, onClose }: { closing: Closing; whose: string; mayPrint: boolean; onClose: () => void }) {
  const paper = `/reports?type=daily_closing&first=${closing.day}&subject=${closing.id}&format=`;
  const query = useQuery(closingQuery(closing.id));
  return (
    <Dialog
      title={t('closing.of_day', { day: day(closing.day, 'weekday') })}
      onClose={onClose}
      foot={
        <Button look="second" onClick={onClose}>
          {t('action.close')}
        </Button>
      }
    >
      <div className="stack">
        <p className="soft">
          {whose} · {date(closing.closed_at, 'full')}
        </p>
        <div className={`verdict ${differenceTone(closing.difference)}`}>
          <div>
            <strong>{differenceText(closing.difference)}</strong>
            <span>{t('closing.compared', { counted: money(closing.counted), expected: money(closing.expected) })}</span>
          </div>
        </div>
        <div>
          <Sum name={t('closing.opening')} amount={closing.opening_float} />
          {PARTS.map((part) => closing.details[part] !== 0 && <Sum key={part} name={t(`closing.part.${part}`)} amount={closing.details[part]} />)}
        </div>
        {closing.note && <p>{closing.note}</p>}
        <Loaded query={query} skeleton={<SkeletonList rows={1} />}>
          {({ late, late_amount }) =>
            late.length > 0 && (
              <section className="stack tight">
                <h3>{t('closing.late', { amount: money(late_amount) })}</h3>
                {late.map((one) => (
                  <Sum key={`${one.kind}${one.id}`} name={[t(`closing.kind.${one.kind}`), one.number, date(one.occurred_at, 'moment')].filter(Boolean).join(' · ')} amount={one.amount} />
                ))}
              </section>
            )
          }
        </Loaded>
        {mayPrint && (
          <div className="row wrap">
            <ButtonLink to={`${paper}receipt`} look="second" icon="receipt">
              {t('closing.print_receipt')}
            </ButtonLink>
            <ButtonLink to={`${paper}pdf`} look="second" icon="file">
              {t('closing.print_a4')}
            </ButtonLink>
          </div>
        )}
      </div>
    </Dialog>
  );
}

function Sum({ name, amount }: { name: string; amount: number }) {
  return (
    <div className="sum">
      <span>{name}</span>
      <span className="num">{money(amount)}</span>
    </div>
  );
}
