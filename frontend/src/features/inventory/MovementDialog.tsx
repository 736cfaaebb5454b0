import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, take } from '@/kernel/api/client';
import type { StockLevel } from '@/kernel/api/types';
import { currencySign, moneyToText, parseMoney, parseNumber, quantity, signed } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { newId } from '@/kernel/ids';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { NumberField, TextField } from '@/ui/Field';
import { FormError } from '@/ui/states';
import { toast } from '@/ui/Toast';
import { useForm } from '@/ui/useForm';
import { stockChanged } from './queries';

export type Move = 'ENTRY' | 'EXIT' | 'COUNT';

type Props = { level: StockLevel; move: Move; seesCost: boolean; onClose: () => void };

/** Goods in, goods out, or what was found on the shelf; the ledger keeps each as one line. */
export function MovementDialog({ level, move, seesCost, onClose }: Props) {
  const client = useQueryClient();
  // One id for this dialog: a second try after a lost answer is the same movement.
  const [id] = useState(() => newId());
  const form = useForm({ quantity: '', unit_cost: '', note: '' }, (values) => {
    const amount = parseNumber(values.quantity);
    const cost = parseMoney(values.unit_cost);
    const wrong = amount === null || Number.isNaN(amount) || amount < 0 || (move !== 'COUNT' && amount === 0);
    return {
      quantity: wrong ? t('check.quantity') : undefined,
      unit_cost: Number.isNaN(cost) ? t('check.amount') : undefined,
    };
  });
  const amount = parseNumber(form.values.quantity);
  const valid = amount !== null && !Number.isNaN(amount);
  const after = !valid ? null : move === 'COUNT' ? amount : move === 'ENTRY' ? level.on_hand + amount : level.on_hand - amount;

  const send = async () => {
    const done = await form.submit(async (values) => {
      const typed = parseNumber(values.quantity)!;
      const note = values.note.trim() || null;
      if (move === 'COUNT') {
        await take(api.POST('/api/v1/stock/counts', { body: { id, lines: [{ product_id: level.product_id, counted: typed }] } }));
      } else {
        await take(
          api.POST('/api/v1/stock/movements', {
            body: {
              id,
              product_id: level.product_id,
              type: move,
              quantity: typed,
              ...(move === 'ENTRY' ? { unit_cost: parseMoney(values.unit_cost), reference: note } : { reason: note }),
            },
          }),
        );
      }
    });
    if (!done) return;
    stockChanged(client);
    toast(t('stock.saved', { name: level.name }));
    onClose();
  };

  const titles = { ENTRY: t('stock.entry'), EXIT: t('stock.exit'), COUNT: t('stock.count') };
  return (
    <Dialog
      title={titles[move]}
      onClose={onClose}
      onSubmit={() => void send()}
      foot={
        <>
          <Button look="second" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" busy={form.busy}>
            {t('action.save')}
          </Button>
        </>
      }
    >
      <div className="stack">
        <p className="strong">{level.name}</p>
        <FormError error={form.problem} />
        <NumberField
          label={move === 'COUNT' ? t('stock.counted') : t('stock.quantity')}
          suffix={level.unit}
          autoFocus
          {...form.bind('quantity')}
        />
        <p className="soft" aria-live="polite">
          {t('stock.now', { quantity: quantity(level.on_hand, level.unit) })}
          {after !== null && (
            <>
              {' → '}
              <strong>{quantity(after, level.unit)}</strong>
              {move === 'COUNT' && ` (${signed(after - level.on_hand)})`}
            </>
          )}
        </p>
        {move === 'ENTRY' && seesCost && (
          <NumberField
            label={t('stock.unit_cost')}
            optional
            suffix={currencySign()}
            placeholder={level.average_cost === null ? undefined : moneyToText(level.average_cost)}
            {...form.bind('unit_cost')}
          />
        )}
        {move !== 'COUNT' && (
          <TextField label={move === 'ENTRY' ? t('stock.reference') : t('stock.reason')} optional maxLength={200} {...form.bind('note')} />
        )}
      </div>
    </Dialog>
  );
}
