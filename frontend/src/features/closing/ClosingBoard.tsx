import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useProfile } from '@/kernel/auth/session';
import { money, parseMoney } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { draft, onArrived } from '@/kernel/offline';
import { useStore } from '@/kernel/store';
import { Button } from '@/ui/Button';
import { Card } from '@/ui/Card';
import { TextField } from '@/ui/Field';
import { Icon } from '@/ui/icons';
import { FormError } from '@/ui/states';
import { Tabs } from '@/ui/Tabs';
import { toast } from '@/ui/Toast';
import { CountCard, type Counting } from './CountCard';
import { differenceText, differenceTone } from './difference';
import { useExpected } from './expected';
import { closeDay } from './offline';
import { TillCard } from './TillCard';
import { countPieces, piecesOf } from './till';

type Draft = Counting & { opening: string; note: string };

const blank = (): Draft => ({ by: 'pieces', pieces: {}, amount: '', opening: '', note: '' });
/** A count begun survives a call, a reload and the death of the tab. */
const begun = draft<Draft>('closing', blank);

/** `mayShop`: the whole shop's till beside one's own. `mayMove`: cash in and out. */
export function ClosingBoard({ mayShop, mayMove }: { mayShop: boolean; mayMove: boolean }) {
  const { user, tenant } = useProfile();
  const now = useStore(begun);
  const [whose, setWhose] = useState<'mine' | 'shop'>(mayShop ? 'shop' : 'mine');
  const [problem, setProblem] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const userId = whose === 'shop' ? null : user.id;
  const expected = useExpected(userId);
  const client = useQueryClient();
  // No row of the mirror tells that a closing or a cash movement has arrived: the server's figures are asked again.
  useEffect(
    () =>
      onArrived((arrived) => {
        if (arrived.some(({ type }) => type === 'day.close' || type === 'cash.move')) void client.invalidateQueries({ queryKey: ['closings'] });
      }),
    [client],
  );
  const pieces = piecesOf(tenant.currency);
  const change = (part: Partial<Draft>) => begun.set((before) => ({ ...before, ...part }));

  const byPieces = pieces.length > 0 && now.by === 'pieces';
  const typed = byPieces ? (Object.values(now.pieces).some(Boolean) ? countPieces(pieces, now.pieces) : null) : parseMoney(now.amount);
  const countedWrong = typed !== null && !(typed >= 0);
  const counted = countedWrong ? null : typed;
  const float = parseMoney(now.opening);
  const openingWrong = float !== null && !(float >= 0);
  const opening = openingWrong ? 0 : (float ?? 0);
  const total = opening + expected.till.cash;
  const difference = counted === null ? null : counted - total;

  const close = async () => {
    if (counted === null || difference === null) return;
    setBusy(true);
    setProblem(null);
    try {
      await closeDay({ day: expected.day, userId, opening, counted, note: now.note, difference });
      begun.set(blank());
      toast(t('closing.saved'));
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };

  return (
    <div className="stack">
      {mayShop && (
        <Tabs
          label={t('closing.whose')}
          value={whose}
          onChange={setWhose}
          options={[
            { value: 'shop', label: t('closing.shop') },
            { value: 'mine', label: t('closing.mine') },
          ]}
        />
      )}
      <TillCard
        expected={expected}
        opening={now.opening}
        openingError={openingWrong ? t('check.amount') : undefined}
        total={total}
        mayMove={mayMove}
        onOpening={(text) => change({ opening: text })}
      />
      <CountCard pieces={pieces} value={now} error={countedWrong ? t('check.amount') : undefined} onChange={change} />
      <Card>
        <div className="stack">
          <div aria-live="polite">
            {difference === null ? (
              <p className="soft">{t('closing.count_first')}</p>
            ) : (
              <div className={`verdict ${differenceTone(difference)}`}>
                <Icon name={difference === 0 ? 'check' : 'alert'} />
                <div>
                  <strong>{differenceText(difference)}</strong>
                  <span>{t('closing.compared', { counted: money(counted), expected: money(total) })}</span>
                </div>
              </div>
            )}
          </div>
          <TextField label={t('field.note')} optional maxLength={500} value={now.note} onChange={(event) => change({ note: event.target.value })} />
          <FormError error={problem} />
          <Button wide icon="lock" busy={busy} disabled={counted === null || openingWrong || expected.loading} onClick={() => void close()}>
            {t('closing.close')}
          </Button>
        </div>
      </Card>
    </div>
  );
}
